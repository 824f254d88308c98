/** A filing handed back with its findings in it. */
import { z } from 'zod';
import { defineRoute, id } from './route.ts';

export const downloadMarkedWorkbook = defineRoute({
  method: 'GET',
  path: '/api/submissions/:submissionId/marked.xlsx',
  tag: '抽样框',
  summary: '下载标注后的Excel：本单位自己的表，问题处有颜色和批注，首页是修改说明',
  params: z.object({ submissionId: id }),
  reply: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  problems: ['marking-exhausted', 'reveal-needed', 'keys-destroyed'],
});

export const downloadFiledFile = defineRoute({
  method: 'GET',
  path: '/api/submissions/:submissionId/files/:file',
  tag: '抽样框',
  summary: '下载一次报送的文件（网上修改的，是平台生成的本版名单）；与回执和抽样清单上的摘要一致',
  params: z.object({ submissionId: id, file: z.coerce.number().int().min(1).max(200) }),
  reply: { file: 'application/octet-stream' },
  problems: ['file-not-kept', 'reveal-needed', 'keys-destroyed'],
});
