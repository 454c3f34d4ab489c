#include "content/yaml_problem.h"

#include <string.h>

struct problem {
	const char *problem; /* how libyaml 0.2 words it */
	const char *say[2];
};

static const struct problem problems[] = {
        {"mapping values are not allowed in this context",
                {"这里不该有冒号；文字里有“: ”就给整句加引号，或把缩进和上一行对齐",
                        "no colon can stand here; put quotes round a text that holds \": \", or "
                        "line the indentation up with the line above"}},
        {"did not find expected key",
                {"这一行接不上前面；缩进请和同级的行对齐，引号要成对",
                        "this line does not follow from the ones above; line it up with its "
                        "neighbours and close the quotes"}},
        {"could not find expected ':'",
                {"前面缺冒号；请写成“名称: 内容”，冒号后空一格",
                        "a colon is missing before this; write \"name: content\" with a blank "
                        "behind the colon"}},
        {"found character that cannot start any token",
                {"这里不能用这个字符开头；缩进用空格不用Tab，以@、`、%开头的文字加引号",
                        "nothing can begin with this character; indent with blanks, not tabs, and "
                        "put quotes round a text that begins with @, ` or %"}},
        {"found a tab character that violates indentation",
                {"缩进里有Tab；请换成空格", "a tab in the indentation; use blanks"}},
        {"found a tab character where an indentation space is expected",
                {"缩进里有Tab；请换成空格", "a tab in the indentation; use blanks"}},
        {"found unexpected end of stream",
                {"到文件末尾引号还没有配对；请补上后一个引号",
                        "a quote is still open where the file ends; close it"}},
        {"found unexpected document indicator",
                {"引号还没有配对就到了“---”；请补上后一个引号",
                        "a quote is still open at \"---\"; close it"}},
        {"did not find expected ',' or '}'",
                {"花括号里缺逗号或“}”；请补上，文字里有逗号、引号的要给整句加引号",
                        "a comma or \"}\" is missing; add it, and put quotes round texts that hold "
                        "commas"}},
        {"did not find expected ',' or ']'",
                {"方括号里缺逗号或“]”；请补上，文字里有逗号、引号的要给整句加引号",
                        "a comma or \"]\" is missing; add it, and put quotes round texts that hold "
                        "commas"}},
        {"did not find expected '-' indicator", {"列表里的这一行缺“- ”；请和上面的“-”对齐",
                                                        "\"- \" is missing on this line of the "
                                                        "list; line it up with the ones above"}},
        {"block sequence entries are not allowed in this context",
                {"“- ”不能写在这里；请另起一行", "\"- \" cannot stand here; begin a new line"}},
        {"did not find expected node content",
                {"这里缺内容；请补上，或删掉多余的逗号、括号",
                        "the content is missing; add it, or delete the spare comma or bracket"}},
        {"found unknown escape character",
                {"双引号里的“\\”写法不对；要写“\\”本身就连写两个，或改用单引号",
                        "an unknown \"\\\" in a quoted text; write it twice, or use single "
                        "quotes"}},
        {"did not find expected <document start>",
                {"内容到上面已经完了，这里接不上；请检查缩进和括号",
                        "the content ended above, this does not belong to it; check indentation "
                        "and "
                        "brackets"}},
        {"did not find expected comment or line break",
                {"“|”或“>”后面不能再写文字；请从下一行写起",
                        "no text can stand behind \"|\" or \">\"; begin it on the next line"}},
        {"did not find expected alphabetic or numeric character",
                {"“&”和“*”开头的有特殊意思；是文字就加引号",
                        "\"&\" and \"*\" have a meaning of their own; put quotes round the text"}},
};

void
yaml_problem_add(struct faults *f, struct place at, const char *problem)
{
	for (size_t i = 0; i < ARRAY_LEN(problems); i++)
		if (strcmp(problems[i].problem, problem) == 0) {
			fault_add(f, FAULT_ERROR, at, "%s%.0s", "%.0s%s", problems[i].say[FAULT_ZH],
			        problems[i].say[FAULT_EN]);
			return;
		}
	fault_add(f, FAULT_ERROR, at, "YAML写法不对（%s）；请检查引号、冒号和缩进",
	        "YAML syntax: %s; check quotes, colons and indentation", problem);
}
