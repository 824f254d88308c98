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

export const surname = `(?:${compound.join('|')}|[${plain}]|(?<![\\u4e00-\\u9fff])[${wordy}])`;
export const anySurname = `(?:${compound.join('|')}|[${plain}${wordy}])`;
export const givenName = `(?:(?![${stop}])${given})`;

/** Said of oneself or of somebody one names: the name comes after. */
export const introductions = [
  '我叫',
  '我名叫',
  '本人叫',
  '名叫',
  '我的名字叫',
  '我的名字是',
  '姓名',
  '联系人',
  '投诉人',
  '举报人',
  '当事人',
  '申请人',
  '办理人',
  '户主',
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
