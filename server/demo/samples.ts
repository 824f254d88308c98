/**
 * Lists for whoever tries the platform: what one department of the demo has not filed yet, ready to be uploaded.
 *
 * Promise: invented like everything here; one of the files has the mistakes departments make.
 */
import type { UploadedFile } from '#contract';
import { departmentNamed } from './departments.ts';
import { writeFiles } from './files.ts';
import { type Entry, makeList } from './lists.ts';
import { leaveOut, mobilesAsNumbers, type Mistake, repeat } from './mistakes.ts';

/** Its liaison can be signed in as, and both its lists are awaited. */
export const sampleDepartment = '信访局';

export async function sampleFiles(year: number, reportedOn: string): Promise<UploadedFile[]> {
  const department = departmentNamed(sampleDepartment);
  const cadres = makeList({ department, list: 'system-cadres', year });
  const topics = makeList({ department, list: 'hot-topics', year, size: 308 });
  const mistakes: readonly Mistake[] = [leaveOut(20), repeat(5), mobilesAsNumbers(30)];
  const wrong = mistakes.reduce<readonly Entry[]>((entries, mistake) => mistake(entries), topics);
  const write = async (list: 'system-cadres' | 'hot-topics', attachment: number, entries: readonly Entry[]) => {
    const [file] = await writeFiles(
      { department: department.name, list, attachment, year, reportedOn, entries },
      'xlsx',
    );
    return file!;
  };
  const [good, bad, other] = await Promise.all([
    write('hot-topics', 5, topics),
    write('hot-topics', 5, wrong),
    write('system-cadres', 4, cadres),
  ]);
  return [good, { ...bad, name: bad.name.replace('.xlsx', '（有错误）.xlsx') }, other];
}
