/** Help of `pingyi allocate`. Words only. */

export const allocateHelp = `用法：pingyi allocate 各层.csv --total 样本总量 --rule 办法 [选项]
      pingyi allocate 各层.csv --budget 预算 | --standard-error 标准误 --rule 办法 [选项]

把样本总量分到各层。表是CSV（UTF-8或GB18030）或xlsx，每行一层，第一行是表头。

  --total N            样本总量（逐层指定时可不写，取各层之和）
  --budget C           不写总量而写预算：费用之和不超过C的最大样本（要费用一列）
  --standard-error E   不写总量而写精度：均值的标准误不超过E的最小样本（要标准差一列）
  --rule 办法          proportional 按人数；equal 各层相等；square-root 按人数平方根；
                       neyman 奈曼（要标准差）；cost 按费用最优（要标准差、费用）；
                       power 幂分配（要标准差、均值和 --exponent）；fixed 逐层指定（要样本量一列）
  --divisor 取整       只用于 proportional：webster（默认）、jefferson、huntington-hill
  --exponent Q         只用于 power：0到1；1同奈曼，0各层相对误差相等

哪一列是什么（不写时按表头认）
  --code 列            层：层、层代码、层名、单位、部门、code、stratum
  --population 列      总体数：总体数、人数、总数、population、N
  --deviation 列       标准差：标准差、deviation、sd、S
  --cost 列            费用：费用、单位费用、cost
  --mean 列            均值：均值、mean
  --floor 列或数       下限：下限、floor；写数字时各层相同
  --ceiling 列或数     上限：上限、ceiling
  --take-all 列        全取：全取、takeAll；填是或否
  --size 列            样本量（逐层指定）：样本量、size、n
  --sheet 名称         xlsx里的哪张工作表

  --json               结果用JSON写到标准输出
  --csv FILE           结果另存为CSV

各层之和正好是总量；总量加大时没有一层会减少。

例：
  pingyi allocate 各层.csv --total 400 --rule proportional --floor 30
  pingyi allocate 各层.xlsx --total 400 --rule neyman --deviation 去年标准差 --csv 分配.csv
  pingyi allocate 各层.csv --budget 20000 --rule cost --floor 30
  pingyi allocate 各层.csv --standard-error 0.05 --rule neyman

退出码：0 已分配；1 总量、预算、精度、上下限与总体数不合；2 参数有误、文件读不了
`;
