/** Tells zod not to compile code, which the file's policy forbids. Imported before any schema exists. */
import { z } from 'zod';

z.config({ jitless: true });
