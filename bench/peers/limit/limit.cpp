// What the machine can do, for the tables of compare.py:
//   limit sum MIB THREADS      sums float32 of hot anonymous memory; prints the least seconds of 7 passes
//   limit sumfile FILE THREADS mapped|buffered   the same of a file, mapped whole or read by pread of 256 KiB; prints the seconds of one pass
//   limit swap FILE            swaps the bytes of 16-bit numbers in place: pread, kernel, pwrite of 256 KiB; then fsync
//   limit swap FILE THREADS    the same on several threads, each of a range of its own, without the fsync
//   limit drain                reads standard input to its end by splice(2), so that a pipe's reader costs next to nothing
// Build: g++ -O3 -march=native -pthread limit.cpp -o limit
#include <algorithm>
#include <chrono>
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

static int sum_file(const char *path, int threads, bool mapped)
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
                parts[t] += sum_of(mapped ? reinterpret_cast<const float *>(whole + at) : buffer.data(), length / sizeof(float));
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
        return sum_file(argv[2], std::atoi(argv[3]), std::string(argv[4]) == "mapped");
    if (mode == "swap" && argc == 3)
        return swap(argv[2], 1, true);
    if (mode == "swap" && argc == 4)
        return swap(argv[2], std::atoi(argv[3]), false);
    if (mode == "drain" && argc == 2)
        return drain();
    std::fprintf(stderr, "limit sum MIB THREADS | sumfile FILE THREADS mapped|buffered | swap FILE [THREADS] | drain\n");
    return 2;
}
