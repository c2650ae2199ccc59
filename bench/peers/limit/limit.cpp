// Measures the limits of the machine, for the tables of compare.py:
//   limit sum MIB THREADS      sums float32 of hot anonymous memory; prints the least seconds of 7 passes
//   limit sumfile FILE THREADS mapped|buffered   the same of a file, mapped whole or read by pread of 256 KiB; prints the seconds of one pass
//   limit statsfile FILE THREADS   least, greatest, sum and sum of squares of float32, read by pread of 256 KiB; prints the seconds of one pass
//   limit swap FILE            swaps the bytes of 16-bit numbers in place: pread, kernel, pwrite of 256 KiB; then fsync
//   limit swap FILE THREADS    the same on several threads, each of a range of its own, without the fsync
//   limit write OUT MIB        makes a new file of one hot buffer of 256 KiB, written over and over into allocated space; prints the seconds
//   limit writesync OUT MIB    the same, each 16 MiB sent on to the device at once, and fsync
//   limit copy FILE OUT THREADS MIB   copies the first MIB into a new file: pread and pwrite of 256 KiB; prints the seconds
//   limit splice FILE          the file to standard output, a pipe of 1 MiB, by splice(2)
//   limit touch MIB            takes so much new memory and gives it back. A host that takes free memory from its guest then has to provide it again,
//                              and the first program that needs it would wait
//   limit drain                reads standard input to its end by splice(2), so that a pipe's reader costs next to nothing
// Build: g++ -O3 -march=native -pthread limit.cpp -o limit; and with -march=x86-64-v3, the native form's instructions, as limit-v3
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>
#include <vector>

static double sum_of(const float *numbers, size_t count)
{
    // Eight accumulators of f8, as a vector unit has them: the order of a reduction that may be reordered.
    double parts[32] = {};
    size_t whole = count / 32 * 32;
    for (size_t i = 0; i < whole; i += 32)
        for (int k = 0; k < 32; k++)
            parts[k] += numbers[i + k];
    double total = 0;
    for (double part : parts)
        total += part;
    for (size_t i = whole; i < count; i++)
        total += numbers[i];
    return total;
}

// The numbers that stats computes: the least, the greatest, the sum and the sum of squares.
static double stats_of(const float *numbers, size_t count)
{
    constexpr int lanes = 32;
    float least[lanes], greatest[lanes];
    double sums[lanes] = {}, squares[lanes] = {};
    std::fill_n(least, lanes, INFINITY);
    std::fill_n(greatest, lanes, -INFINITY);
    for (size_t i = 0; i + lanes <= count; i += lanes)
        for (int k = 0; k < lanes; k++)
        {
            float number = numbers[i + k];
            double wide = number;
            least[k] = number < least[k] ? number : least[k];
            greatest[k] = number > greatest[k] ? number : greatest[k];
            sums[k] += wide;
            squares[k] += wide * wide;
        }
    double total = 0;
    for (int k = 0; k < lanes; k++)
        total += sums[k] + squares[k] + least[k] + greatest[k];
    return total;
}

static int sum(size_t mebibytes, int threads)
{
    size_t count = (mebibytes << 20) / sizeof(float);
    float *numbers = static_cast<float *>(std::aligned_alloc(2 << 20, count * sizeof(float)));
    for (size_t i = 0; i < count; i++)
        numbers[i] = static_cast<float>(i % 1000) / 1000;
    double least = 1e300, total = 0;
    for (int pass = 0; pass < 7; pass++)
    {
        std::vector<double> parts(threads);
        std::vector<std::thread> workers;
        auto start = std::chrono::steady_clock::now();
        for (int t = 0; t < threads; t++)
            workers.emplace_back([&, t] { parts[t] = sum_of(numbers + count / threads * t, count / threads); });
        for (auto &worker : workers)
            worker.join();
        least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        for (double part : parts)
            total += part;
    }
    std::printf("%.6f\n", least);
    return total == 0;
}

static int reduce_file(const char *path, int threads, bool mapped, double (*reduction)(const float *, size_t))
{
    auto start = std::chrono::steady_clock::now();
    int file = open(path, O_RDONLY);
    size_t size = lseek(file, 0, SEEK_END) / sizeof(float) * sizeof(float), part = size / threads / 4096 * 4096;
    const char *whole = mapped ? static_cast<const char *>(mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0)) : nullptr;
    std::vector<double> parts(threads);
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; t++)
        workers.emplace_back([&, t] {
            constexpr size_t window = 256 << 10;
            size_t from = part * t, to = t + 1 == threads ? size : part * (t + 1);
            std::vector<float> buffer(mapped ? 0 : window / sizeof(float));
            for (size_t at = from; at < to; at += window)
            {
                size_t length = std::min(window, to - at);
                if (!mapped && pread(file, buffer.data(), length, at) != static_cast<ssize_t>(length))
                    std::abort();
                parts[t] += reduction(mapped ? reinterpret_cast<const float *>(whole + at) : buffer.data(), length / sizeof(float));
            }
        });
    for (auto &worker : workers)
        worker.join();
    double total = 0;
    for (double one : parts)
        total += one;
    std::printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return total == 0;
}

static void swap_range(int file, off_t from, off_t to)
{
    constexpr off_t size = 256 << 10;
    std::vector<uint16_t> buffer(size / 2);
    for (off_t at = from; at < to;)
    {
        ssize_t got = pread(file, buffer.data(), std::min(size, to - at), at);
        if (got <= 0)
            std::abort();
        for (ssize_t i = 0; i < got / 2; i++)
            buffer[i] = __builtin_bswap16(buffer[i]);
        if (pwrite(file, buffer.data(), got, at) != got)
            std::abort();
        at += got;
    }
}

static int swap(const char *path, int threads, bool synced)
{
    int file = open(path, O_RDWR);
    off_t size = lseek(file, 0, SEEK_END), part = size / threads / 4096 * 4096;
    std::vector<std::thread> workers;
    for (int t = 1; t < threads; t++)
        workers.emplace_back(swap_range, file, part * t, t + 1 == threads ? size : part * (t + 1));
    swap_range(file, 0, threads == 1 ? size : part);
    for (auto &worker : workers)
        worker.join();
    return synced ? fsync(file) : 0;
}

// A new file of this name, with its space allocated.
static int fresh(const char *path, size_t size)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0666);
    if (file < 0 || posix_fallocate(file, 0, size) != 0)
        std::abort();
    return file;
}

static int write_new(const char *path, size_t mebibytes, bool synced)
{
    constexpr size_t block = 256 << 10, portion = 16 << 20;
    auto start = std::chrono::steady_clock::now();
    std::vector<char> buffer(block, 'x');
    size_t size = mebibytes << 20;
    int file = fresh(path, size);
    for (size_t at = 0; at < size; at += block)
    {
        if (pwrite(file, buffer.data(), std::min(block, size - at), at) < 0)
            return 1;
        if (synced && (at + block) % portion == 0)
            sync_file_range(file, at + block - portion, portion, SYNC_FILE_RANGE_WRITE);
    }
    if (synced && fsync(file) != 0)
        return 1;
    std::printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return 0;
}

static int copy(const char *from, const char *to, int threads, size_t mebibytes)
{
    constexpr size_t block = 256 << 10, portion = 16 << 20;
    auto start = std::chrono::steady_clock::now();
    size_t size = mebibytes << 20;
    int source = open(from, O_RDONLY), target = fresh(to, size);
    std::atomic<size_t> next{0};
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; t++)
        workers.emplace_back([&] {
            std::vector<char> buffer(block);
            for (size_t first; (first = next.fetch_add(portion)) < size;)
                for (size_t at = first; at < std::min(size, first + portion); at += block)
                {
                    ssize_t length = std::min(block, size - at);
                    if (pread(source, buffer.data(), length, at) != length || pwrite(target, buffer.data(), length, at) != length)
                        std::abort();
                }
        });
    for (auto &worker : workers)
        worker.join();
    std::printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return 0;
}

static int splice_out(const char *path)
{
    int file = open(path, O_RDONLY);
    fcntl(1, F_SETPIPE_SZ, 1 << 20);
    while (true)
    {
        ssize_t moved = splice(file, nullptr, 1, nullptr, 1 << 20, 0);
        if (moved <= 0)
            return moved < 0;
    }
}

static int touch(size_t mebibytes)
{
    size_t size = mebibytes << 20;
    char *memory = static_cast<char *>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0));
    return memory == MAP_FAILED || munmap(memory, size) != 0;
}

static int drain()
{
    int nothing = open("/dev/null", O_WRONLY);
    fcntl(0, F_SETPIPE_SZ, 1 << 20);
    while (true)
    {
        ssize_t moved = splice(0, nullptr, nothing, nullptr, 1 << 20, SPLICE_F_MOVE);
        if (moved <= 0)
            return moved < 0;
    }
}

int main(int argc, char **argv)
{
    std::string mode = argc > 1 ? argv[1] : "";
    if (mode == "sum" && argc == 4)
        return sum(std::strtoull(argv[2], nullptr, 10), std::atoi(argv[3]));
    if (mode == "sumfile" && argc == 5)
        return reduce_file(argv[2], std::atoi(argv[3]), std::string(argv[4]) == "mapped", sum_of);
    if (mode == "statsfile" && argc == 4)
        return reduce_file(argv[2], std::atoi(argv[3]), false, stats_of);
    if (mode == "swap" && argc == 3)
        return swap(argv[2], 1, true);
    if (mode == "swap" && argc == 4)
        return swap(argv[2], std::atoi(argv[3]), false);
    if ((mode == "write" || mode == "writesync") && argc == 4)
        return write_new(argv[2], std::strtoull(argv[3], nullptr, 10), mode == "writesync");
    if (mode == "copy" && argc == 6)
        return copy(argv[2], argv[3], std::atoi(argv[4]), std::strtoull(argv[5], nullptr, 10));
    if (mode == "splice" && argc == 3)
        return splice_out(argv[2]);
    if (mode == "touch" && argc == 3)
        return touch(std::strtoull(argv[2], nullptr, 10));
    if (mode == "drain" && argc == 2)
        return drain();
    std::fprintf(stderr, "limit sum MIB THREADS | sumfile FILE THREADS mapped|buffered | statsfile FILE THREADS | swap FILE [THREADS] | write OUT MIB | writesync OUT MIB | copy FILE OUT THREADS MIB | splice FILE | touch MIB | drain\n");
    return 2;
}
