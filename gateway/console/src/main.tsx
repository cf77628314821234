import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/console.css';
import { Entrance } from './session/entrance.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Entrance />
  </StrictMode>,
);
