/* A stand-in for the vendor's archive library at its C interface: the functions that WeWorkFinanceSdk_C.h declares, over a folder
 * that a test fills. `records` has a line `<seq> <record as JSON>` for each record, `media/<sdkfileid>` is a file's content. The
 * cipher inside is our own (nobody outside the vendor's library knows theirs). fake_* are the test's own ways in. */

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE (512 * 1024)

typedef struct Slice { char *buf; int len; } Slice_t;
typedef struct MediaData { char *outindexbuf; int out_len; char *data; int data_len; int is_finish; } MediaData_t;
typedef struct Sdk { pthread_t owner; int ready; } WeWorkFinanceSdk_t;

static char folder[512];
static int live_slices, live_media, live_sdks, fail_code, fail_times, garbage, served;
static char fail_in[32];

/* --- the test's ways in ----------------------------------------------------------------------------------------------- */

void fake_open(const char *dir) {
    snprintf(folder, sizeof folder, "%s", dir);
    fail_times = garbage = served = 0;
}

/* What was handed out and not given back. */
int fake_live(void) { return live_slices + live_media; }
int fake_handles(void) { return live_sdks; }
/* Pages that were asked for. */
int fake_served(void) { return served; }

/* The next `times` calls of `function` return `code`. */
void fake_fail(const char *function, int code, int times) {
    snprintf(fail_in, sizeof fail_in, "%s", function);
    fail_code = code;
    fail_times = times;
}

/* 1: the next content is not JSON; 2: its length is negative; 3: it is a length and no content. */
void fake_garbage(int kind) { garbage = kind; }

static int failing(const char *function) {
    if (fail_times <= 0 || strcmp(fail_in, function) != 0)
        return 0;
    fail_times--;
    return fail_code;
}

/* --- handles and slices ----------------------------------------------------------------------------------------------- */

WeWorkFinanceSdk_t *NewSdk(void) {
    WeWorkFinanceSdk_t *sdk = calloc(1, sizeof *sdk);
    sdk->owner = pthread_self();
    __atomic_add_fetch(&live_sdks, 1, __ATOMIC_SEQ_CST);
    return sdk;
}

int Init(WeWorkFinanceSdk_t *sdk, const char *corpid, const char *secret) {
    int code = failing("Init");
    sdk->ready = !code && corpid[0] && secret[0];
    return code ? code : sdk->ready ? 0 : 10000;
}

void DestroySdk(WeWorkFinanceSdk_t *sdk) {
    free(sdk);
    __atomic_sub_fetch(&live_sdks, 1, __ATOMIC_SEQ_CST);
}

/* The vendor: one handle, one thread. */
static int usable(WeWorkFinanceSdk_t *sdk) { return sdk->ready && pthread_equal(sdk->owner, pthread_self()); }

Slice_t *NewSlice(void) {
    __atomic_add_fetch(&live_slices, 1, __ATOMIC_SEQ_CST);
    return calloc(1, sizeof(Slice_t));
}

void FreeSlice(Slice_t *slice) {
    free(slice->buf);
    free(slice);
    __atomic_sub_fetch(&live_slices, 1, __ATOMIC_SEQ_CST);
}

char *GetContentFromSlice(Slice_t *slice) {
    if (garbage == 3) {
        garbage = 0;
        return NULL;
    }
    return slice->buf;
}

int GetSliceLen(Slice_t *slice) {
    if (garbage == 2) {
        garbage = 0;
        return -1;
    }
    return slice->len;
}

static void append(Slice_t *slice, const char *text, size_t length) {
    slice->buf = realloc(slice->buf, slice->len + length + 1);
    memcpy(slice->buf + slice->len, text, length);
    slice->len += (int)length;
    slice->buf[slice->len] = 0;
}

static FILE *opened(const char *name) {
    char path[2048];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return fopen(path, "rb");
}

/* --- pages ------------------------------------------------------------------------------------------------------------ */

int GetChatData(WeWorkFinanceSdk_t *sdk, unsigned long long after, unsigned int limit, const char *proxy, const char *passwd,
                int timeout, Slice_t *page) {
    int code = failing("GetChatData");
    (void)proxy, (void)passwd, (void)timeout;
    __atomic_add_fetch(&served, 1, __ATOMIC_SEQ_CST);
    if (code)
        return code;
    if (!usable(sdk) || limit > 1000)
        return 10000;
    if (garbage == 1) {
        garbage = 0;
        append(page, "<html>", 6);
        return 0;
    }
    FILE *file = opened("records");
    char *line = NULL, *rest;
    size_t size = 0;
    unsigned int count = 0;
    append(page, "{\"errcode\":0,\"errmsg\":\"ok\",\"chatdata\":[", 39);
    while (file && count < limit && getline(&line, &size, file) > 0) {
        if (strtoull(line, &rest, 10) <= after)
            continue;
        if (count++)
            append(page, ",", 1);
        append(page, rest + 1, strcspn(rest + 1, "\n"));
    }
    append(page, "]}", 2);
    free(line);
    if (file)
        fclose(file);
    return 0;
}

/* --- the cipher: a check over the words, and a stream that the key begins ---------------------------------------------------- */

static uint32_t check_of(const unsigned char *text, size_t length) {
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < length; i++)
        sum = (sum ^ text[i]) * 16777619u;
    return sum;
}

static void stream(const char *key, unsigned char *text, size_t length) {
    uint64_t state = check_of((const unsigned char *)key, strlen(key)) | 1;
    for (size_t i = 0; i < length; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        text[i] ^= (unsigned char)state;
    }
}

/* Hex of four bytes of check and the words, streamed. */
void fake_seal(const char *key, const char *text, int length, Slice_t *sealed) {
    unsigned char *bytes = malloc(length + 4);
    uint32_t check = check_of((const unsigned char *)text, length);
    char pair[3];
    memcpy(bytes, &check, 4);
    memcpy(bytes + 4, text, length);
    stream(key, bytes, length + 4);
    for (int i = 0; i < length + 4; i++) {
        snprintf(pair, sizeof pair, "%02x", bytes[i]);
        append(sealed, pair, 2);
    }
    free(bytes);
}

int DecryptData(const char *key, const char *sealed, Slice_t *text) {
    int code = failing("DecryptData");
    size_t length = strlen(sealed) / 2;
    unsigned char *bytes;
    uint32_t check;
    if (code)
        return code;
    if (length < 4)
        return 10000;
    bytes = malloc(length);
    for (size_t i = 0; i < length; i++) {
        char pair[3] = {sealed[2 * i], sealed[2 * i + 1], 0};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    stream(key, bytes, length);
    memcpy(&check, bytes, 4);
    if (check == check_of(bytes + 4, length - 4))
        append(text, (char *)bytes + 4, length - 4);
    else
        code = 10006;
    free(bytes);
    return code;
}

/* --- files ------------------------------------------------------------------------------------------------------------ */

MediaData_t *NewMediaData(void) {
    __atomic_add_fetch(&live_media, 1, __ATOMIC_SEQ_CST);
    return calloc(1, sizeof(MediaData_t));
}

void FreeMediaData(MediaData_t *media) {
    free(media->outindexbuf);
    free(media->data);
    free(media);
    __atomic_sub_fetch(&live_media, 1, __ATOMIC_SEQ_CST);
}

char *GetOutIndexBuf(MediaData_t *media) { return media->outindexbuf; }
int GetIndexLen(MediaData_t *media) { return media->out_len; }
char *GetData(MediaData_t *media) { return media->data; }
int GetDataLen(MediaData_t *media) { return media->data_len; }
int IsMediaDataFinish(MediaData_t *media) { return media->is_finish; }

/* The index is a range, as the vendor's: empty for the first piece. */
int GetMediaData(WeWorkFinanceSdk_t *sdk, const char *index, const char *fileid, const char *proxy, const char *passwd, int timeout,
                 MediaData_t *media) {
    int code = failing("GetMediaData");
    long from = 0, size;
    char name[1024];
    FILE *file;
    (void)proxy, (void)passwd, (void)timeout;
    if (code)
        return code;
    if (!usable(sdk) || (index[0] && sscanf(index, "Range:bytes=%ld-", &from) != 1))
        return 10000;
    snprintf(name, sizeof name, "media/%s", fileid);
    if (strchr(fileid, '/') || !(file = opened(name)))
        return 10005;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    fseek(file, from, SEEK_SET);
    media->data = malloc(PIECE);
    media->data_len = (int)fread(media->data, 1, PIECE, file);
    fclose(file);
    from += media->data_len;
    media->is_finish = from >= size;
    if (!media->is_finish) {
        media->outindexbuf = malloc(64);
        media->out_len = snprintf(media->outindexbuf, 64, "Range:bytes=%ld-%ld", from, from + PIECE - 1);
    }
    return 0;
}
