/*
 * The number that a person typed where a number is meant: a choice in a menu, months,
 * money. Works on keys (fold.h), so that １, ①, 壹 and 貳 need no care here.
 *
 * Read are ASCII digits (at most 18), and Han numerals up to 9999亿: one by one
 * (一三二, 二〇二六), with units (十二, 一百二十, 一千零五, 两万三千), as the tongue cuts
 * them short (一百二 is 120, 三万五 is 35000), 廿 and 卅. No signs, no fractions; what
 * is no proper number (二三十, 一百零) is none: never guessed.
 */
#ifndef JIAXIN_NUMERAL_H
#define JIAXIN_NUMERAL_H

#include "base/base.h"

/*
 * The number that the whole text is, without what people put around a choice: 第 选 选择
 * 回 回复 按 in front, 个 项 号 条 and . , ) behind. Returns 0, -EINVAL when it is no
 * number, -ERANGE when it is greater than max.
 */
int numeral_parse(struct str folded, int64_t max, int64_t *out) MUST_USE;

/* The number that the text begins with: the bytes it takes; 0 when there is none (or none so
 * great). */
size_t numeral_prefix(struct str folded, int64_t *out) MUST_USE;

/* Takes Han digits (零七五五) off the front of *text as ASCII ones; how many, `most` at the most.
 */
size_t numeral_digits(struct str *text, char *digits, size_t most);

#endif
