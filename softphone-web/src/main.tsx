import { createRoot } from 'react-dom/client';
// First: what follows may read the storage that a frame is denied.
import './frame/framed.ts';
import { App } from './app.tsx';
import './ui/page.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(<App />);
