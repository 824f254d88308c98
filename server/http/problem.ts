/**
 * The catalogue of refusals (RFC 9457). Stable codes; Chinese words that say what to do next.
 *
 * Promise: nobody builds a refusal anywhere else, and none ever carries a name, a number or a password of a person.
 */
import type { ProblemDocument } from '#contract';

interface Entry {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 423 | 429 | 503;
  readonly title: string;
  readonly detail: string;
}

const catalogue = {
  'invalid-request': { status: 400, title: '填写有误', detail: '请按提示改正后再提交' },
  'not-json': { status: 415, title: '格式不对', detail: '请求内容应为JSON或表单文件' },
  'cross-site': { status: 403, title: '来源不符', detail: '请求不是从本站页面发出的，已拒绝；请在本站页面内重新操作' },
  'not-signed-in': { status: 401, title: '尚未登录', detail: '登录已过期或尚未登录，请重新登录' },
  'not-permitted': { status: 403, title: '没有权限', detail: '您的角色不能做这项操作；如确需要，请联系绩效办' },
  'not-found': { status: 404, title: '找不到', detail: '没有这项内容，或者您无权查看；请从首页重新进入' },
  'sign-in-failed': { status: 401, title: '登录失败', detail: '登录名或密码不对；忘记密码请联系绩效办发重设链接' },
  'sign-in-locked': {
    status: 423,
    title: '暂时锁定',
    detail: '输错次数过多，请在{minutes}分钟后再试，或联系绩效办重设密码',
  },
  'too-many-requests': { status: 429, title: '操作过快', detail: '请稍等{seconds}秒再试' },
  'link-spent': { status: 409, title: '链接已失效', detail: '这个一次性链接已用过或已过期，请联系绩效办重新发一个' },
  'setup-done': { status: 409, title: '已设置过', detail: '管理员已经设置好了，请直接登录' },
  'login-taken': { status: 409, title: '登录名已被使用', detail: '请换一个登录名' },
  'department-required': { status: 422, title: '未选部门', detail: '联络员账号必须选定所属部门，其他角色不能选部门' },
  'last-administrator': {
    status: 409,
    title: '不能停用',
    detail: '这是最后一个绩效办账号，停用后无人能管理；请先新建另一个绩效办账号',
  },
  'department-exists': { status: 409, title: '部门已存在', detail: '已有同名部门，请直接选用' },
  'cycle-exists': { status: 409, title: '周期已存在', detail: '已有同名的评价周期，请换一个名称' },
  'cycle-closed': { status: 409, title: '周期已结束', detail: '这个评价周期已经结束，不能再改动' },
  'appraisee-has-submissions': { status: 409, title: '已有报送', detail: '这个部门已报送过抽样框，不能移出' },
  'no-file': { status: 422, title: '没有文件', detail: '请选择要报送的文件再提交' },
  'upload-too-large': {
    status: 413,
    title: '文件过大',
    detail: '一次上传不能超过{limit}MB；请分成几个文件，或只保留名单',
  },
  'file-unreadable': { status: 422, title: '文件无法读取', detail: '{file}：{reason}' },
  'password-required': { status: 422, title: '需要密码', detail: '{file}：{reason}' },
  'file-not-kept': {
    status: 404,
    title: '文件没有保存',
    detail: '这个文件含有规定以外的个人信息，平台没有保存，只留下了摘要；请向报送部门要原件',
  },
  'mending-exhausted': {
    status: 422,
    title: '名单太大',
    detail: '名单太大，不能在网上逐格修改；请在自己的表里改好，再把整份名单重新上传',
  },
  'segments-unusable': { status: 422, title: '号段表不能用', detail: '号段表没有导入：{reason}' },
  'segments-unchanged': {
    status: 409,
    title: '内容没有变化',
    detail: '内容与现在用的第{version}版完全相同，不必再导入',
  },
  'segments-not-in-force': {
    status: 409,
    title: '不是现在用的一版',
    detail: '这一版已经停用或被代替，请刷新页面看最新的情况',
  },
  'check-exhausted': {
    status: 422,
    title: '文件过于复杂',
    detail: '文件过大或过于复杂，未能在限定的时间和内存内读完；请另存为xlsx并删去多余的表格后重新上传',
  },
  'reveal-needed': {
    status: 403,
    title: '请先查看完整内容',
    detail: '这个文件里有姓名和号码；请先在逐行审核结果处点“显示完整内容”并写明理由，再下载',
  },
  'marking-exhausted': {
    status: 422,
    title: '表格过大',
    detail: '名单太大，没能在限定的时间和内存内写出标注后的表格；请在逐行审核结果处查看，或复制结果到Excel',
  },
  'frame-locked': {
    status: 409,
    title: '抽样框已锁定',
    detail: '这份抽样框已锁定用于抽样，不能再改动；确需更换请联系绩效办',
  },
  'frame-accepted': { status: 409, title: '抽样框已接收', detail: '这份抽样框已被接收；如需更换，请先联系绩效办退回' },
  'submission-outdated': {
    status: 409,
    title: '已有更新的报送',
    detail: '部门在您查看之后又报了一次，请刷新后按最新的一次处理',
  },
  'submission-not-acceptable': {
    status: 409,
    title: '审核未通过',
    detail: '最近一次报送未通过自动审核，不能接收；请退回并写明原因，或由绩效办先调整要求',
  },
  'filing-overtaken': {
    status: 409,
    title: '同时有其他报送',
    detail: '本部门的另一份报送或绩效办的调整刚刚同时发生，这次没有保存，请再提交一次',
  },
  'filing-in-progress': {
    status: 409,
    title: '正在处理',
    detail: '这份抽样框已有一次报送正在上传或审核；请等它完成，或先取消它再报',
  },
  'filing-not-uploading': {
    status: 409,
    title: '不在上传中',
    detail: '这次报送已经传完、取消或过期，不能再上传；请刷新页面看清现在的状态',
  },
  'filing-not-retryable': {
    status: 409,
    title: '不能重试',
    detail: '上传的文件已经删除，或者已有更新的报送；请重新选择文件报送',
  },
  'filing-finished': { status: 409, title: '已经结束', detail: '这次报送已经完成或取消，不用再取消；请刷新页面' },
  'filing-died': {
    status: 503,
    title: '审核中断',
    detail:
      '审核三次都意外中断，抽样框没有改变。请点“再试一次”；仍不行请把名单分成几个文件或另存为csv后重新报送，并告诉系统管理员中断的时间',
  },
  'filing-abandoned': {
    status: 409,
    title: '上传已过期',
    detail: '上传中断超过一天，已传的内容已删除，抽样框没有改变；请重新选择文件报送',
  },
  'chunk-not-planned': {
    status: 422,
    title: '文件有变化',
    detail: '传来的内容与开始上传时的文件大小不一致；请取消这次报送，关闭正在编辑这个文件的程序后重新报送',
  },
  'chunk-differs': {
    status: 409,
    title: '不是同一个文件',
    detail: '选择的文件与中断前上传的不一样；请选择原来的文件继续，或取消这次报送后重新报送',
  },
  'exemption-exists': {
    status: 409,
    title: '已有同类调整',
    detail: '这份抽样框已有一项同类的调整；要改动，请先撤销原来的',
  },
  'exemption-place-unknown': {
    status: 422,
    title: '地名不对',
    detail: '“{places}”不在全区市县名录内，请写市、县（区）的全称',
  },
  'nothing-to-mend': { status: 422, title: '没有改动', detail: '请至少改正一处再提交' },
  'cell-not-mendable': { status: 422, title: '不能在网上改', detail: '第{row}行“{column}”：{reason}' },
  'frame-not-accepted': {
    status: 409,
    title: '抽样框尚未接收',
    detail: '所选抽样框中有未接收或已用于其他抽样锁定的，请先处理：{frames}',
  },
  'frame-changed': {
    status: 409,
    title: '抽样框已变动',
    detail: '抽样框与锁定时不一致，已停止抽取；请重新建立抽样方案并锁定',
  },
  'shared-persons-changed': {
    status: 409,
    title: '重复人员有变化',
    detail: '您查看之后，有部门又报了一次或别人已作了决定，请刷新后再决定',
  },
  'analysis-filed': { status: 409, title: '已经报送', detail: '绩效分析表已经报送；{next}' },
  'analysis-changed': {
    status: 409,
    title: '内容有变化',
    detail: '您打开之后，有人保存或报送了新的内容；请先复制您写的文字，刷新页面后再改',
  },
  'analysis-state': {
    status: 409,
    title: '步骤不对',
    detail: '这份绩效分析表现在是“{state}”，不能做这一步；请刷新页面',
  },
  'analysis-incomplete': { status: 422, title: '还不能报送', detail: '{reasons}' },
  'nothing-accepted': { status: 409, title: '没有可汇编的', detail: '还没有接收任何单位的绩效分析表；请先接收再汇编' },
  'scan-unreadable': { status: 422, title: '盖章件不能用', detail: '{reason}' },
  'questionnaire-not-serving': {
    status: 409,
    title: '没有可用的问卷',
    detail: '这些单位还没有已发布的、可用于这种方式的问卷：{departments}；请先发布问卷',
  },
  'draw-has-no-lists': {
    status: 409,
    title: '没有名单',
    detail: '这次抽样是随机号码，没有名单和地址，只能电话访问；请选从抽样框抽取的一次抽样',
  },
  'paper-already-printed': {
    status: 409,
    title: '都已印过',
    detail: '已放出的样本都印过问卷了；请先放出下一批样本，或作废原来的问卷再印',
  },
  'paper-has-no-addressees': {
    status: 409,
    title: '没有收件人',
    detail: '这一批是散发的，没有邮寄地址；从抽样印制的才有',
  },
  'paper-form-unknown': {
    status: 404,
    title: '没有这个编号',
    detail: '编号不对，请核对问卷右上角的编号，连同最后一位校验字母一起输入',
  },
  'paper-form-settled': { status: 409, title: '已有结果', detail: '这份问卷已经计入或作废，不能再录入' },
  'paper-same-clerk': { status: 403, title: '须换人', detail: '这份问卷您已经录入过；两遍录入和裁定要由不同的人完成' },
  'paper-entered-twice': { status: 409, title: '已录两遍', detail: '这份问卷已由两人录入，两遍不一致，等待第三人裁定' },
  'paper-no-difference': { status: 409, title: '没有差异', detail: '这份问卷没有待裁定的差异；请刷新页面' },
  'paper-choice-missing': {
    status: 422,
    title: '还有差异未定',
    detail: '还有{count}处差异没有裁定，请对照原件逐处选定',
  },
  'answers-before-close': {
    status: 409,
    title: '周期未结束',
    detail: '评价周期结束以后才能导出答卷，以免得分提前传出',
  },
  'quality-before-close': {
    status: 409,
    title: '访问没有结束',
    detail: '评价周期结束以后才能把名单质量反馈给各部门；现在的数字还会变',
  },
  'nothing-called': {
    status: 409,
    title: '没有拨打记录',
    detail: '这个周期没有传回过拨打结果，没有名单质量可以反馈',
  },
  'fieldwork-choice-fixed': {
    status: 409,
    title: '口径已定',
    detail: '电话访问的结果已经回收，关机、中途终止算什么不能再改；还没有设定的仍可以设定',
  },
  'draw-state': {
    status: 409,
    title: '步骤不对',
    detail: '这次抽样现在是“{state}”，不能做这一步；可能别人刚刚操作过，请刷新页面',
  },
  'draw-design': { status: 422, title: '方案不可行', detail: '{reason}' },
  'draw-larger-than-frame': { status: 422, title: '样本多于名单', detail: '{reason}' },
  'stratum-empty': { status: 422, title: '有空的层', detail: '{reason}' },
  'supplement-refused': { status: 409, title: '不能补抽', detail: '{reason}' },
  'permanent-seed-named': {
    status: 409,
    title: '名称已有',
    detail: '已经有同名的长期种子，请换一个名称，写清是哪个总体',
  },
  'permanent-seed-retired': {
    status: 409,
    title: '种子已停用',
    detail: '这个长期种子已经停用并公布，不能再用于抽样；请另建一个',
  },
  'permanent-seed-in-use': {
    status: 409,
    title: '种子正在使用',
    detail: '还有抽样已锁定、没有封存，现在公布种子会让人预知抽到谁：{draws}；请先完成它们再停用',
  },
  'seed-too-short': { status: 422, title: '种子不合要求', detail: '{reason}' },
  'release-out-of-order': { status: 409, title: '批次顺序不对', detail: '批次必须按顺序放出，下一批是第{next}批' },
  'nothing-left-to-release': {
    status: 409,
    title: '没有剩余批次',
    detail: '所有批次都已放出；样本仍不够时请另建一次抽样',
  },
  'nothing-released': { status: 409, title: '尚未放出批次', detail: '请先放出第1批样本，再下载呼叫清单' },
  'keys-destroyed': { status: 409, title: '数据已销毁', detail: '这个评价周期的个人信息已按规定销毁，无法再读取' },
  'cycle-key-missing': {
    status: 503,
    title: '缺少密钥文件',
    detail:
      '本机没有这个评价周期的密钥文件，个人信息暂时读不出；请系统管理员把密钥目录里的 cycles 文件夹原样放回（几台服务器须用同一个密钥目录），不用重启',
  },
  'cycle-key-unwritable': {
    status: 503,
    title: '密钥目录写不了',
    detail: '不能写密钥目录里的 cycles 文件夹，操作没有完成；请系统管理员检查目录权限和磁盘空间后重试',
  },
  'reveals-spent': {
    status: 429,
    title: '今天次数已用完',
    detail: '每人每天最多查看{limit}次完整内容，今天已用完，请明天再看；需要核对个别人员时，请联系报送部门',
  },
  'cycle-not-closed': { status: 409, title: '周期未结束', detail: '评价周期结束后才能销毁个人信息；请先结束这个周期' },
  'erasure-requested': {
    status: 409,
    title: '已有申请',
    detail: '这个周期已有销毁申请，请由另一个绩效办账号确认，或先撤回',
  },
  'no-erasure-request': { status: 409, title: '没有申请', detail: '没有待确认的销毁申请，可能已撤回；请刷新页面' },
  'erasure-same-person': {
    status: 409,
    title: '须由另一人确认',
    detail: '申请人不能确认自己的申请，请由另一个绩效办账号登录确认',
  },
  'erasure-wrong-name': {
    status: 422,
    title: '名称不符',
    detail: '填写的周期名称与要销毁的周期不一致，没有销毁任何内容；请照原样填写',
  },
  'scheme-id-shipped': { status: 409, title: '编号已占用', detail: '这是内置方案的编号，请另起一个编号' },
  'scheme-has-draft': { status: 409, title: '已有草稿', detail: '这个编号已有未发布的草稿，请先编完发布，或删去草稿' },
  'scheme-published': {
    status: 409,
    title: '不能改动',
    detail: '内置的和已发布的方案不再改动；要改，请复制成新的草稿',
  },
  'scheme-edition': { status: 409, title: '已被别人改过', detail: '您打开之后别人保存过这份草稿，请刷新后再改' },
  'scheme-unsound': {
    status: 422,
    title: '方案有问题',
    detail: '方案还有{count}处问题，请按列出的各处改正后再做这一步',
  },
  'scheme-not-usable': { status: 422, title: '不能选用', detail: '没有这个方案，或它还是草稿；请先发布' },
  'points-table-shipped': { status: 409, title: '编号已占用', detail: '这是内置计分表的编号，请另起一个编号' },
  'points-table-invalid': {
    status: 422,
    title: '计分表不成立',
    detail: '至少两个不同的选项，每个选项0到100分；请改正后再添',
  },
  'points-table-same': { status: 409, title: '没有变化', detail: '与这个编号最新的一版相同，没有另存；请刷新后再看' },
  'plan-after-votes': {
    status: 409,
    title: '已经开箱',
    detail: '领导评价票已经开箱计票，用票的算法不能再改：换一次算法等于多看一次票。算法要在开箱之前定下',
  },
  'no-scheme': { status: 409, title: '尚未选定方案', detail: '请先为这个评价周期选定评价方案' },
  'results-frozen': { status: 409, title: '已有冻结结果', detail: '这个周期已冻结过结果，不能再换方案' },
  'score-group-unknown': { status: 422, title: '没有这个类别', detail: '方案里没有这个类别，请在列出的类别里选' },
  'decision-invalid': { status: 422, title: '设定不成立', detail: '{reason}' },
  'confirm-apart': {
    status: 422,
    title: '请单独确认',
    detail: '其中有原文依据不足的事项，不能与别的一并设定；请逐项写明依据',
  },
  'component-invalid': { status: 422, title: '得分不对', detail: '{reason}' },
  'no-outside-counts': {
    status: 409,
    title: '没有要填的计数',
    detail: '满意度算法里没有由外部计数的评价主体；请先在满意度算法里设定',
  },
  'entry-invalid': { status: 422, title: '台账有误', detail: '{reason}' },
  'entry-state': { status: 409, title: '状态已变', detail: '这一笔已经处理过，或现在不能这样处理，请刷新后再看' },
  'override-invalid': { status: 422, title: '不能这样调整', detail: '{reason}' },
  'manual-invalid': { status: 422, title: '结果有误', detail: '{reason}' },
  'score-blocked': { status: 409, title: '还缺内容', detail: '还有{count}项没有齐，不能冻结；请看试算页列出的各项' },
  'score-changed': {
    status: 409,
    title: '内容有变',
    detail: '您查看试算结果之后，有人改动了输入或设置；请重新试算，看清后再冻结',
  },
  'results-same': { status: 409, title: '没有变化', detail: '与最近一次冻结的内容完全相同，不必再冻结' },
  'publish-same-person': {
    status: 409,
    title: '须由另一人公布',
    detail: '冻结人不能公布自己冻结的结果，请由另一个绩效办账号登录公布',
  },
  'publish-outdated': {
    status: 409,
    title: '不是最新一版',
    detail: '已有更新的冻结结果，或摘要与您看到的不一致；请刷新后核对再公布',
  },
  'publish-done': { status: 409, title: '已公布', detail: '这一版结果已经公布，不必再做' },
  'nothing-published': { status: 409, title: '没有可用的数据', detail: '所选周期还没有公布的结果，请另选一个周期' },
  'no-plan': { status: 409, title: '没有算法', detail: '这个指标没有设定满意度算法，请先设定' },
  'feedback-received': { status: 409, title: '已经签收', detail: '这份反馈单已登记签收，日期不能再改' },
  'receipt-day': { status: 422, title: '日期不对', detail: '送达日期应在公布当天或之后，且不晚于今天' },
  'review-none': {
    status: 409,
    title: '没有复核规定',
    detail: '选用的方案没有规定复核期限；请联系绩效办，由绩效办依据文件设定后再申请',
  },
  'review-unreceived': { status: 409, title: '尚未签收', detail: '请先签收反馈单，再提出复核申请' },
  'review-waived': {
    status: 409,
    title: '已过期限',
    detail: '复核期限截止于{deadline}，方案规定逾期视同自动放弃，不能再申请',
  },
  'review-open': {
    status: 409,
    title: '已有申请',
    detail: '本部门已有一份复核申请在处理，请等处理完再提；要补充请先撤回',
  },
  'review-files': { status: 422, title: '材料太多', detail: '证明材料最多10份，每份不超过20MB，请合并后再传' },
  'review-state': { status: 409, title: '状态已变', detail: '这份复核申请已经处理到下一步，请刷新后再看' },
  'review-same-person': {
    status: 409,
    title: '须由另一人确认',
    detail: '提出处理意见的人不能自己确认，请由另一个绩效办账号确认',
  },
  'poll-state': {
    status: 409,
    title: '步骤不对',
    detail: '领导评价现在是“{state}”，不能做这一步；可能别人刚刚操作过，请刷新页面',
  },
  'poll-settings': { status: 422, title: '设置有误', detail: '{reason}' },
  'style-too-small': {
    status: 422,
    title: '票种人数太少',
    detail: '这些票种不足{least}人，票会被猜出是谁投的：{styles}；请并入同类别的其他票种，或改用纸质表与其他票种混合',
  },
  'merge-not-possible': { status: 422, title: '不能合并', detail: '票种{from}不能并入{into}：{reason}' },
  'cards-known': {
    status: 409,
    title: '卡已登记',
    detail: '这批卡里有已经登记过的；同一批不用登记两次，请刷新页面核对',
  },
  'too-many-cards': {
    status: 422,
    title: '卡太多',
    detail: '票种{style}应发{due}张，连备用卡最多{most}张，已登记{printed}张；请减少这一批的张数',
  },
  'cards-unknown': {
    status: 422,
    title: '有不认识的卡',
    detail: '其中{count}张不是本次评价登记过的卡，没有作废任何卡；请核对后重扫',
  },
  'cards-do-not-balance': { status: 422, title: '卡的数目对不上', detail: '{reason}；请清点后更正' },
  'poll-not-ready': { status: 422, title: '还不能开始投票', detail: '{reason}' },
  'tally-does-not-match': { status: 422, title: '计票结果不符', detail: '{reason}；没有保存，请核对文件' },
  'paper-print-count': { status: 422, title: '份数不对', detail: '{reason}' },
  'pile-state': {
    status: 409,
    title: '这叠表不在这一步',
    detail: '票种{style}的纸质表现在{state}，不能做这一步；可能别人刚刚操作过，请刷新页面',
  },
  'pile-entered': {
    status: 409,
    title: '已有录入',
    detail: '已录到第{sequence}号，收回份数不能少于它；请先核对流水号',
  },
  'pile-number': { status: 422, title: '没有这个流水号', detail: '这一叠的流水号是1到{returned}，请看表上盖的号' },
  'pile-too-small': {
    status: 422,
    title: '份数太少',
    detail:
      '这些票种收回的纸质表不足{least}份，会认出是谁的，不能计入：{styles}；请再催收（提醒全体），或写明整叠不计入，按无效入账',
  },
  'paper-not-even': { status: 422, title: '账没有平', detail: '{reason}' },
  'ballot-refused': {
    status: 422,
    title: '没有收下',
    detail: '这张票不属于正在进行的评价，或内容不完整；请重新扫卡，仍不行请打监督电话或改用纸质评价表',
  },
  'ballot-superseded': {
    status: 409,
    title: '这张卡已投过票',
    detail: '这张卡已经投过票，这一次没有改变它；要改投，请在页面上选“改投”',
  },
  'too-few-collected': {
    status: 422,
    title: '领取的人太少',
    detail: '这些票种领取的不足{least}人，票会被猜出是谁投的：{styles}；请延长领取时间，或在结束时把这些票种改用纸质表',
  },
  'issuing-closed': {
    status: 409,
    title: '不在领取时间',
    detail: '领取已经结束或尚未开始；没有领到投票码的，请改用纸质评价表',
  },
  'invitation-unknown': {
    status: 422,
    title: '邀请码不对',
    detail: '没有这个邀请码，或者已经换发了新的；请对照通知再输一遍，仍不行请打监督电话',
  },
  'invitation-for-paper': {
    status: 409,
    title: '已改用纸质表',
    detail: '这个邀请码的主人已登记改用纸质评价表，不能再在网上领取；登记错了的，请在领取结束前告诉评价办公室',
  },
  'credential-taken': {
    status: 409,
    title: '已经领取过',
    detail: '这个邀请码已经领取过一次，不能用另一个投票码再领；请用当时记下的投票码。不是您本人领的，请马上打监督电话',
  },
  'blinded-refused': {
    status: 422,
    title: '没有签发',
    detail: '这次领取的内容不完整，没有签发；请重新打开页面再领一次',
  },
  'credential-collected': {
    status: 409,
    title: '已经领取',
    detail: '其中{count}人已经领取了投票码，不能换发邀请码，也不能改用纸质表；没有改动任何人，请刷新页面再选',
  },
  'ballot-late': { status: 409, title: '不在投票时间', detail: '投票已经截止或尚未开始，这一次没有收下' },
  'ballot-card-void': {
    status: 409,
    title: '卡已作废',
    detail: '这张卡已作废（改用纸质表、损坏或收回）；有疑问请打监督电话',
  },
  'appraisee-has-answers': {
    status: 409,
    title: '已有问卷',
    detail: '这个部门的问卷已经发布，或者已经收到对它的答卷，不能移出',
  },
  'version-in-work': {
    status: 409,
    title: '已有草稿',
    detail: '这份问卷已有一个正在修改的版本，请接着改它，或先删除它再新建',
  },
  'questionnaire-department': {
    status: 422,
    title: '单位不对',
    detail: '热点、难点工作问卷要选定单位，其他问卷不能选单位',
  },
  'version-changed': {
    status: 409,
    title: '已被改动',
    detail: '您打开之后，这份问卷被{by}改过，您的改动没有保存；请复制要保留的文字，刷新后再改',
  },
  'version-state': {
    status: 409,
    title: '步骤不对',
    detail: '这份问卷现在是“{state}”，不能做这一步；可能别人刚刚操作过，请刷新页面',
  },
  'questionnaire-unsound': {
    status: 422,
    title: '问卷还有问题',
    detail: '还有{count}处必须改正，第一处：{reason}',
  },
  'public-survey-state': {
    status: 409,
    title: '步骤不对',
    detail: '网上评议现在是“{state}”，不能做这一步；可能别人刚刚操作过，请刷新页面',
  },
  'public-survey-slug-taken': { status: 409, title: '网址已占用', detail: '这个网址后缀已经有别的评议在用，请换一个' },
  'public-survey-times': {
    status: 422,
    title: '时间不对',
    detail: '结束时间应晚于开始时间，也应晚于现在；请改正后再做这一步',
  },
  'public-survey-undecided': {
    status: 409,
    title: '还有没决定的',
    detail: '还有{count}份隔离的答卷没有决定，请先决定剔除或恢复，再结束核查',
  },
  'link-message': { status: 422, title: '短信不对', detail: '{reason}' },
  'link-nobody-left': {
    status: 409,
    title: '没有要发的人',
    detail: '已放出的样本里，没有还没作答、也还没有链接的人；放出下一批以后再建',
  },
  'link-round-closed': {
    status: 409,
    title: '链接已停用',
    detail: '这一轮短信链接已经结束，不能再导出或改动；需要时请新建一轮',
  },
  'link-nobody-to-send': {
    status: 409,
    title: '没有要发的人',
    detail: '这一轮里没有还没作答、又有手机号的人，不用再发短信',
  },
  'link-case-unknown': {
    status: 422,
    title: '找不到',
    detail: '第{line}行不是这一轮的样本编号，也不是这一轮的代码；请核对后再做，这次没有停用任何链接',
  },
  'public-decision-nothing': {
    status: 409,
    title: '没有可处理的',
    detail: '这一组里没有隔离的答卷了，可能刚刚处理过；请刷新页面',
  },
  'public-decision-open': { status: 409, title: '已有意见', detail: '这一组已有待确认的处理意见，请先确认或撤回' },
  'public-decision-state': { status: 409, title: '已经处理', detail: '这条处理意见已经确认或撤回，请刷新页面' },
  'public-decision-same-person': {
    status: 409,
    title: '须由另一人确认',
    detail: '提出处理意见的人不能自己确认，请由另一个绩效办账号确认',
  },
  'opinion-changed': { status: 409, title: '已被改动', detail: '您打开之后别人改过，没有保存；请刷新后再做' },
  'opinion-state': {
    status: 409,
    title: '步骤不对',
    detail: '这条意见现在是“{state}”，不能做这一步；已移交的要改，请先撤回那一批移交',
  },
  'opinion-codes-unsound': { status: 422, title: '编码表还不能保存', detail: '{reasons}' },
  'opinion-codes-wrong': { status: 422, title: '编码不对', detail: '{reason}' },
  'opinion-identifies': {
    status: 422,
    title: '文字里还有个人信息',
    detail: '还有{what}，移交后会认出提意见的人；请删去或换成方括号里的说法再保存',
  },
  'opinion-not-yours': {
    status: 422,
    title: '意见编号不对',
    detail: '第{numbers}条意见不在移交给本单位的清单里，可能已经撤回；请刷新页面后重选',
  },
  'not-appraised': { status: 422, title: '单位不在周期里', detail: '这个单位不是本周期的被评价单位，请另选，或先列入' },
  'hand-over-changed': {
    status: 409,
    title: '内容有变动',
    detail: '预览之后意见有增减或改动，没有移交；请重新预览，看过再移交',
  },
  'hand-over-small': {
    status: 422,
    title: '这一批太少',
    detail: '一批不足{least}条，容易猜出是谁提的；请等多几条再移交，确需移交请写明原因',
  },
  'nothing-to-hand-over': { status: 409, title: '没有可移交的', detail: '这个单位没有编好码等待移交的意见' },
  'hand-over-revoked': { status: 409, title: '已经撤回', detail: '这一批移交已经撤回，请刷新页面' },
  'rectification-changed': {
    status: 409,
    title: '已被改动',
    detail: '您打开之后这个整改事项有改动，没有保存；请刷新页面，看过新的内容再做',
  },
  'rectification-state': {
    status: 409,
    title: '步骤不对',
    detail: '这个整改事项现在是“{state}”，不能做这一步；可能别人刚刚操作过，请刷新页面',
  },
  'rectification-incomplete': { status: 422, title: '还不能报送', detail: '{reasons}' },
  'rectification-identifies': {
    status: 422,
    title: '有个人号码',
    detail: '整改内容里有{what}，公开后会泄露个人信息；请退回单位删去后再公开',
  },
  'no-consenting-givers': {
    status: 409,
    title: '没有可用的人',
    detail: '上一周期没有同意回访、又有联系方式的意见人，这个单位不能生成名单',
  },
  'database-busy': { status: 503, title: '系统繁忙', detail: '数据库暂时没有响应，请稍后重试；刚才的操作没有保存' },
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof catalogue;

/** A refusal. Thrown by verbs, turned into application/problem+json by the error boundary. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly values: Readonly<Record<string, string | number>>;
  readonly fields: readonly { path: string; message: string }[] | undefined;

  constructor(
    code: ProblemCode,
    values: Readonly<Record<string, string | number>> = {},
    fields?: readonly { path: string; message: string }[],
  ) {
    super(code);
    this.code = code;
    this.values = values;
    this.fields = fields;
  }

  get status(): Entry['status'] {
    return catalogue[this.code].status;
  }

  toDocument(requestId: string): ProblemDocument {
    const entry: Entry = catalogue[this.code];
    return {
      type: `/api/problems/${this.code}`,
      title: entry.title,
      status: entry.status,
      code: this.code,
      detail: entry.detail.replace(/\{(\w+)\}/g, (whole, key: string) => String(this.values[key] ?? whole)),
      requestId,
      ...(this.fields ? { fields: this.fields.map((field) => ({ ...field })) } : {}),
      ...(Object.keys(this.values).length > 0 ? { extra: { ...this.values } } : {}),
    };
  }
}

/** The catalogue, for the documentation page. */
export function listProblems(): readonly { code: ProblemCode; status: number; title: string; detail: string }[] {
  return (Object.keys(catalogue) as ProblemCode[]).map((code) => ({ code, ...catalogue[code] }));
}
