import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/console.css';
import { Entrance } from './session/entrance.tsx';
import { isTooOld, TooOld } from './session/too-old.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>{isTooOld() ? <TooOld /> : <Entrance />}</StrictMode>,
);
