import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import { Explorer } from './explorer.tsx';
import { readFacts } from './facts.ts';
import './explorer.css';

createRoot(document.querySelector('#root')!).render(<Explorer facts={readFacts()} />);
