/**
 * The entry of the administration web.
 *
 * Promise: zod is told not to compile code before any schema of the contract exists, because the content security policy
 * forbids eval; that is why the application is a second, dynamic import.
 */
import { z } from 'zod';
import './styles/base.css';
import './styles/frame.css';
import './styles/page.css';
import './styles/parts.css';
import './styles/marks.css';
import './styles/tables.css';

z.config({ jitless: true });
const { start } = await import('./app.tsx');
start();
