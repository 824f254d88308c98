import { describe, expect, it } from 'vitest';
import { ConfigRefusal, readConfig } from '../../../server/config.ts';

describe('the environment', () => {
  it('has defaults for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: undefined,
      uploadLimitBytes: 200 * 1024 * 1024,
    });
  });
  it.each([
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['DATABASE_URL', 'nonsense'],
    ['PINGYI_PUBLIC_URL', 'ftp://x'],
    ['PINGYI_UPLOAD_MB', '0'],
  ])('says in one line what is wrong with %s=%s', (setting, value) => {
    try {
      readConfig({ [setting]: value });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigRefusal);
      expect(String(error)).toContain(setting);
      expect((error as Error).message).not.toContain('\n');
    }
  });
  it('never repeats a password of DATABASE_URL', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:secret@h/x' })).toThrow(/^(?!.*secret)/);
  });
});
