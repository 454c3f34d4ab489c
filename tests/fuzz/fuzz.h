/*
 * What every fuzzer has: libFuzzer's one function, declared so that the compiler checks it.
 */
#ifndef JIAXIN_FUZZ_H
#define JIAXIN_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
