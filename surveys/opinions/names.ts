/** Surnames and the words names stand beside. Data only; sources: the 2020 national list of frequent surnames, compound surnames. */

/** Frequent surnames that hardly ever end another word. */
const plain =
  '王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑韩唐冯董萧程曹袁邓许傅曾彭吕苏卢蒋蔡贾魏薛叶阎余潘杜戴夏钟汪任姜范廖邹熊孟秦邱侯尹侍顾毛邵钱万覃赖武莫龚黎欧谭蒙韦甘闭农岑樊殷聂尤翟庞翁倪俞柯阮凌岳';
/** Surnames that are also words: they count only where a sentence or a name begins. */
const wordy = '高谢于方石史江沈金白常段康贺严温伍文向和时成关应平安明容丁田陆陶洪龙易乔施牛雷';
const compound = ['欧阳', '上官', '诸葛', '司马', '司徒', '夏侯', '皇甫', '尉迟', '公孙', '慕容', '令狐', '东方'];

const given = '[\\u4e00-\\u9fff]';
/** What follows a name more often than it ends one. */
const stop = '住在是的了来有说去要想家电和与今也就我你他她们，。';

/** Words that begin with a surname and are no name. */
const words =
  '许多|许可|任何|任务|任由|任意|任期|任职|任命|农村|农业|农民|农户|农忙|农贸|农合|农资|马上|马路|马虎|周[一二三四五六日末边围期到转]|万一|万元|万多|程序|程度|顾客|顾虑|' +
  '顾及|毛病|余额|余下|杜绝|范围|林业|林区|林地|林木|林场|董事|凌晨|曾经|夏天|夏季|钟头|武装|武警|莫名|黄金|黄牛|黄色|张贴|张口|陈旧|孙子|孙女|叶子|汪洋|甘愿|闭门|郑重|唐突|' +
  '钱[款财物]|苏醒|彭胀|江河|于是|方便|方面|方式|方法|高度|高兴|高龄|时间|时候|时常|时不|平时|平台|平常|平安|明确|明白|明显|成为|成功|关于|关心|关键|应当|应该|应付|安排|安全|安装|' +
  '常常|常年|常规|和谐|向来|向上|文件|文明|文化|石头|白天|白跑|段时|康复|严格|严重|严肃|温馨|江边|金额|史无|沈阳|容易|丁点|田地|田间|陆续|龙头|易地|施工|施行|施肥|牛羊|雷同|谢谢';
const noWord = `(?!${words}|(?<=[任如为几])何)`;

export const surname = `${noWord}(?:${compound.join('|')}|[${plain}]|(?<![\\u4e00-\\u9fff])[${wordy}])`;
export const anySurname = `${noWord}(?:${compound.join('|')}|[${plain}${wordy}])`;
/** Only those that hardly ever are words: where nothing says that a name comes. */
export const plainSurname = `${noWord}(?:${compound.join('|')}|[${plain}])`;
export const givenName = `(?:(?![${stop}])${given})`;
/** What may stand after a name, and hardly inside one. */
export const afterName = '(?=[，。、；：！？,.;:!?（）()\\s\\d男女今住的不很对说态度也都给没是]|电话|手机|联系|身份|$)';

/** Said of oneself or of somebody one names: the name comes after. */
export const introductions = ['我叫', '我名叫', '本人叫', '名叫', '我的名字叫', '我的名字是', '姓名'];
/** Parts people have in a paper: a name may come after, and often another word does. */
export const parts = [
  '联系人',
  '投诉人',
  '举报人',
  '反映人',
  '当事人',
  '申请人',
  '办理人',
  '经办人',
  '办事人',
  '负责人',
  '户主',
  '签名',
  '签字',
  '署名',
  '落款',
];
/** One's own people: a name comes right after. */
export const kin = [
  '妈妈?',
  '母亲',
  '爸爸?',
  '父亲',
  '爷爷',
  '奶奶',
  '外公',
  '外婆',
  '儿子',
  '女儿',
  '孩子',
  '小孩',
  '丈夫',
  '妻子',
  '老公',
  '老婆',
  '爱人',
  '哥哥?',
  '姐姐?',
  '弟弟?',
  '妹妹?',
  '岳父',
  '岳母',
  '公公',
  '婆婆',
  '邻居',
  '同事',
];
/** Whom one meets at a counter: a name may come right after. */
export const staff = [
  '民警',
  '交警',
  '辅警',
  '工作人员',
  '窗口人员',
  '办事员',
  '科员',
  '干部',
  '领导',
  '医生',
  '护士',
  '老师',
  '同志',
];
/** People among themselves. */
export const salutations = ['先生', '女士', '小姐', '师傅', '大爷', '大妈', '阿姨', '叔叔', '老师', '同志'];
/** Those who do the work that is judged, or who are served by it. */
export const offices = [
  '局长',
  '副局长',
  '处长',
  '科长',
  '股长',
  '主任',
  '所长',
  '院长',
  '校长',
  '书记',
  '经理',
  '队长',
  '站长',
  '厅长',
  '市长',
  '县长',
  '镇长',
  '乡长',
  '支书',
  '医生',
  '护士',
  '警官',
  '法官',
];
