/** Small shapes that the office's and the ballot's own routes share. */
import { z } from 'zod';

export const groupCode = z.string().regex(/^[a-z0-9-]{1,20}$/, '类别代码用小写字母、数字和连字符，最多20个');
export const styleCode = z.string().regex(/^[A-Z0-9]{1,8}$/, '票种代码用大写字母和数字，最多8个');
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/, '应为64位小写十六进制数');
export const count = z.int().min(0);
