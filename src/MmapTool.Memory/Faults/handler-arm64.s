// SIGBUS for ARM64 Linux: as handler-x64.s, which says what it does and how the table is laid out.
.text
table:
  .quad 0
entry:                          // w0 signal, x1 siginfo_t, x2 context
  ldr x10, table
  ldr w9, [x1, #8]              // si_code
  cmp w9, #0
  b.le other
  ldr x11, [x1, #16]            // si_addr
  ldr x12, [x10, #16]
  add x13, x10, #64
next:
  cbz x12, other
  ldp x14, x15, [x13]
  cmp x11, x14
  b.lo skip
  cmp x11, x15
  b.lo found
skip:
  add x13, x13, #32
  sub x12, x12, #1
  b next
found:
  add x14, x13, #24
count:
  ldxr x15, [x14]
  add x15, x15, #1
  stxr w9, x15, [x14]
  cbnz w9, count
  ldr x1, [x10, #8]
  neg x14, x1
  and x0, x11, x14              // the page
  ldr x2, [x13, #16]
  mov x3, #0x32                 // MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS
  mov x4, #-1
  mov x5, #0
  mov x8, #222                  // mmap
  svc #0
  cmn x0, #4096
  b.hi default                  // no memory for a page
  ret
other:
  ldr x9, [x10]
  cmp x9, #1                    // SIG_DFL, SIG_IGN
  b.ls default
  br x9
default:
  mov x0, #7
  add x1, x10, #32
  mov x2, #0
  mov x3, #8
  mov x8, #134                  // rt_sigaction
  svc #0
  ret
