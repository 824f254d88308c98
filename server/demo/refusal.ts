/** Why the demo is not loaded, in one Chinese line that says what to do instead. */
import { StartupRefusal } from '../refusal.ts';

export class DemoRefusal extends StartupRefusal {}
