/** The audit trail: list it, and verify the chain from the first entry. Appending is the database door's business. */
import { createHash } from 'node:crypto';
import type { AuditEntry } from '#contract';
import { read } from '#db';
import type { Context } from './context.ts';

/** Chinese names of the actions; an action without one is shown by its code. */
const actionLabels: Readonly<Record<string, string>> = {
  'account.setup': '首次设置管理员',
  'account.create': '新建账号',
  'account.change': '修改账号',
  'account.link': '发出设密码链接',
  'account.password': '设置密码',
  'session.open': '登录',
  'session.refuse': '登录失败',
  'session.close': '退出',
  'department.create': '新增部门',
  'cycle.create': '新建评价周期',
  'cycle.change': '修改评价周期',
  'appraisee.add': '列入被评价单位',
  'appraisee.remove': '移出被评价单位',
  'frame.duty': '调整报送要求',
  'frame.submit': '报送抽样框',
  'frame.mend': '网上修改抽样框',
  'frame.filing-begin': '开始上传大名单',
  'frame.filing-retry': '大名单再审核一次',
  'frame.filing-cancel': '取消大名单报送',
  'frame.filing-fail': '大名单报送未完成',
  'frame.exempt': '按协商调整审核要求',
  'frame.exempt-withdraw': '撤销审核要求的调整',
  'frame.accept': '接收抽样框',
  'frame.return': '退回抽样框',
  'frame.shared-persons': '处理跨部门重复人员',
  'finding.reveal': '查看完整内容',
  'cycle.erase-request': '申请销毁个人信息',
  'cycle.erase-withdraw': '撤回销毁申请',
  'cycle.erase': '销毁个人信息',
  'frame.marked-workbook': '下载标注后的表格',
  'draw.design': '建立抽样方案',
  'draw.lock': '锁定抽样框',
  'draw.select': '抽取样本',
  'draw.seal': '封存样本',
  'draw.release': '放出样本批次',
  'draw.verify': '校验抽样',
  'draw.call-list': '下载呼叫清单',
  'draw.unit-key': '下载编号密钥',
  'draw.sample': '下载样本表',
  'draw.supplement': '补抽样本',
  'permanent-seed.make': '生成长期种子',
  'permanent-seed.retire': '停用并公布长期种子',
  'contact-form.fill': '填报情况表（附件8）',
  'contact-form.deadline': '设定情况表截止日期',
  'contact-form.export': '导出情况表（附件8）',
  'scheme.copy': '复制评价方案',
  'scheme.save': '保存方案草稿',
  'scheme.remove': '删除方案草稿',
  'scheme.publish': '发布评价方案',
  'points-table.add': '添计分表',
  'score.scheme': '选定评价方案',
  'score.groups': '把单位归入类别',
  'score.decide': '设定文件没有规定的事项',
  'score.components': '录入指标得分',
  'score.components-upload': '上传指标得分',
  'score.counts-upload': '上传选项计数',
  'score.entry': '记加扣分',
  'score.appeal': '对扣分提出申诉',
  'score.entry-decision': '处理加扣分',
  'score.override': '记等次调整',
  'score.override-revoke': '撤销等次调整',
  'score.manual': '录入人工评定的结果',
  'result.freeze': '冻结结果',
  'result.publish': '公布结果',
  'result.package': '下载冻结包',
  'result.receipt': '签收反馈单',
  'review.file': '提出复核申请',
  'review.withdraw': '撤回复核申请',
  'review.propose': '提出复核处理意见',
  'review.confirm': '确认复核处理意见',
  'review.send-back': '退回复核处理意见',
  'analysis.save': '起草绩效分析表',
  'analysis.file': '报送绩效分析表',
  'analysis.withdraw': '撤回绩效分析表',
  'analysis.accept': '接收绩效分析表',
  'analysis.return': '退回绩效分析表',
  'analysis.deadline': '设定绩效分析表截止日期',
  'opinion.codes': '修改意见编码表',
  'opinion.claim': '领取待编码的意见',
  'opinion.open': '打开意见原文',
  'opinion.code': '编码意见',
  'opinion.withhold': '意见不移交',
  'opinion.hand-over': '移交意见',
  'opinion.revoke': '撤回移交的意见',
  'opinion.givers-list': '生成整改情况评议名单',
  'rectification.create': '新建整改事项',
  'rectification.save': '修改整改事项',
  'rectification.remove': '删去整改事项',
  'rectification.file': '报送整改事项',
  'rectification.accept': '接收整改事项',
  'rectification.return': '退回整改事项',
  'rectification.publish': '公开整改事项',
  'rectification.unpublish': '停止公开整改事项',
  'questionnaire.draft': '新建问卷草稿',
  'questionnaire.save': '保存问卷草稿',
  'questionnaire.submit': '提交问卷审核',
  'questionnaire.return': '退回问卷',
  'questionnaire.review': '问卷审核通过',
  'questionnaire.publish': '发布问卷',
  'questionnaire.discard': '删除问卷草稿',
  'questionnaire.comment': '对问卷提意见',
  'questionnaire.resolve': '问卷意见已处理',
  'ballot.settings': '设置领导评价',
  'ballot.raters': '更换评价人名册',
  'ballot.roll': '封存评价人名册',
  'ballot.key': '登记计票公钥',
  'ballot.cards': '登记投票卡',
  'ballot.hand-out': '登记发卡张数',
  'ballot.void': '作废投票卡',
  'ballot.issuing': '开始领取投票码',
  'ballot.issuing-end': '更改领取结束时间',
  'ballot.invite': '生成领取邀请码',
  'ballot.paper': '登记改用纸质表',
  'ballot.issued': '结束领取投票码',
  'ballot.start': '开始投票',
  'ballot.mix': '打乱入箱',
  'ballot.close': '截止并封箱',
  'ballot.package': '下载密文票',
  'ballot.count': '提交计票结果',
  'ballot.raters-download': '下载评价人名册',
  'ballot.paper-print': '登记印制纸质评价表',
  'ballot.paper-withdraw': '撤销印制纸质评价表',
  'ballot.paper-account': '登记纸质评价表发放与未用',
  'ballot.paper-stamp': '纸质评价表打乱盖号',
  'ballot.paper-enter': '录入纸质评价表',
  'ballot.paper-settle': '裁定纸质评价表差异',
  'ballot.paper-count': '纸质评价表计入',
  'ballot.paper-evidence': '下载纸质表计数',
  'frame.filed-file': '下载报送的文件',
  'segments.import': '导入号段表',
  'segments.remove': '停用号段表',
  'paper.print': '印制纸质问卷',
  'paper.labels': '下载邮寄标签',
  'paper.enter': '录入纸质问卷',
  'paper.settle': '裁定录入差异',
  'paper.void': '作废纸质问卷',
  'public-survey.save': '设置网上评议',
  'public-survey.open': '开放网上评议',
  'public-survey.close': '结束网上评议',
  'public-survey.check': '检查网上答卷',
  'public-survey.propose': '提出处理隔离答卷',
  'public-survey.decide': '确认处理隔离答卷',
  'public-survey.withdraw': '撤回处理意见',
  'public-survey.conclude': '结束网上评议核查',
  'link.create': '新建短信链接',
  'link.save': '修改短信链接的设置',
  'link.export': '导出短信名单',
  'link.void': '停用个别链接',
  'link.close': '结束短信链接',
  'fieldwork.mapping': '设定呼叫中心的列名',
  'fieldwork.choices': '设定话务结果口径',
  'fieldwork.participants': '下载参与者文件',
  'fieldwork.results': '存入电话访问结果',
  'list-quality.tell': '向部门反馈名单质量',
  'answers.export': '导出答卷',
  'demo.load': '载入演示数据',
};

export async function list(
  ctx: Context,
  query: { cursor?: string | undefined; limit: number; action?: string | undefined; subject?: string | undefined },
): Promise<{ items: AuditEntry[]; next: string | null }> {
  const before = query.cursor && /^\d{1,18}$/.test(query.cursor) ? query.cursor : null;
  return read(ctx, async (tx) => {
    const rows = await tx<{ number: string; payload: string; hash: Buffer }[]>`
      select number, payload, hash
      from audit_entries
      where true
        ${before ? tx`and number < ${before}` : tx``}
        ${query.action ? tx`and action = ${query.action}` : tx``}
        ${query.subject ? tx`and subject = ${query.subject}` : tx``}
      order by number desc
      limit ${query.limit + 1}`;
    const items = rows.slice(0, query.limit).map((row): AuditEntry => {
      const payload = JSON.parse(row.payload) as {
        at: string;
        actor: string;
        action: string;
        subject: string;
        detail: Record<string, unknown>;
      };
      return {
        number: Number(row.number),
        ...payload,
        actionLabel: actionLabels[payload.action] ?? payload.action,
        hash: row.hash.toString('hex'),
      };
    });
    return { items, next: rows.length > query.limit ? String(items.at(-1)?.number) : null };
  });
}

/** Recomputes every hash from the first entry. The head is what an observer writes down: it also shows a cut tail. */
export async function verifyChain(
  ctx: Context,
): Promise<{ intact: boolean; entries: number; head: string; firstBroken: number | null }> {
  return read(ctx, async (tx) => {
    let previous = Buffer.alloc(0);
    let entries = 0;
    let firstBroken: number | null = null;
    const cursor = tx<{ number: string; payload: string; previous: Buffer; hash: Buffer }[]>`
      select number, payload, previous, hash from audit_entries order by number`.cursor(2000);
    for await (const rows of cursor) {
      for (const row of rows) {
        entries += 1;
        const hash = createHash('sha256').update(previous).update(row.payload, 'utf8').digest();
        const whole = Number(row.number) === entries && row.previous.equals(previous) && row.hash.equals(hash);
        if (!whole && firstBroken === null) firstBroken = Number(row.number);
        previous = Buffer.from(row.hash);
      }
    }
    return { intact: firstBroken === null, entries, head: previous.toString('hex'), firstBroken };
  });
}
