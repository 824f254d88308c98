/** Addresses of departments' own pages, as lines that somebody can paste from a table. */
import type { PublicSurveySettings } from '#contract';

type Links = PublicSurveySettings['links'];
interface Department {
  readonly id: string;
  readonly name: string;
}

export function writeLinks(links: Links, departments: readonly Department[]): string {
  return links
    .map(({ departmentId, analysisUrl, rectificationUrl }) => {
      const name = departments.find(({ id }) => id === departmentId)?.name ?? '';
      return `${name} ${analysisUrl ?? '无'} ${rectificationUrl ?? '无'}`;
    })
    .join('\n');
}

/** Lines that cannot be read are a problem in words, never left out in silence. */
export function readLinks(text: string, departments: readonly Department[]): { links: Links; problem?: string } {
  const links: Links = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [name = '', ...urls] = line.trim().split(/\s+/);
    const department = departments.find((one) => one.name === name);
    if (!department) return { links, problem: `第${at + 1}行：没有叫“${name}”的单位` };
    const [analysisUrl, rectificationUrl] = urls.map((url) => (url === '无' ? null : url));
    if (urls.length > 2 || [analysisUrl, rectificationUrl].some((url) => url && !/^https?:\/\/\S+\.\S+/.test(url)))
      return { links, problem: `第${at + 1}行：网址要以 http:// 或 https:// 开头，没有的写“无”` };
    links.push({
      departmentId: department.id,
      analysisUrl: analysisUrl ?? null,
      rectificationUrl: rectificationUrl ?? null,
    });
  }
  return { links };
}
