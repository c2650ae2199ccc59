# SIGBUS for x64 Linux: a fault inside a watched mapping becomes a page of zeros and a count; any other goes to the handler that was there before.
# FaultHandlerCode.cs holds these bytes; a test assembles this file and compares. FaultGuard.cs says why it is machine code.
#
# The table (FaultTable.cs): 0 previous handler, 8 bytes of a page, 16 slots in use, 32 a sigaction of the kernel's that is the default, 64 slots of 32 bytes: start, end,
# protection, faults.
.intel_syntax noprefix
.text
table:
  .quad 0                       # its address, put in before the page is made executable
entry:                          # edi signal, rsi siginfo_t, rdx context
  mov r8, [rip + table]
  cmp dword ptr [rsi + 8], 0    # si_code: sent by a process, and no fault
  jle other
  mov rax, [rsi + 16]           # si_addr
  mov rcx, [r8 + 16]
  lea r9, [r8 + 64]
next:
  test rcx, rcx
  jz other
  cmp rax, [r9]
  jb skip
  cmp rax, [r9 + 8]
  jb found
skip:
  add r9, 32
  dec rcx
  jmp next
found:
  lock inc qword ptr [r9 + 24]
  mov rsi, [r8 + 8]
  mov rdi, rsi
  neg rdi
  and rdi, rax                  # the page
  mov rdx, [r9 + 16]
  mov r10d, 0x32                # MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS
  mov r8, -1
  xor r9d, r9d
  mov eax, 9                    # mmap
  syscall
  cmp rax, -4096
  jbe done
  mov r8, [rip + table]         # no memory for a page
  jmp default
other:
  mov rax, [r8]
  cmp rax, 1                    # SIG_DFL, SIG_IGN
  jbe default
  jmp rax
default:                        # the default from now on; the instruction faults again
  mov edi, 7
  lea rsi, [r8 + 32]
  xor edx, edx
  mov r10d, 8
  mov eax, 13                   # rt_sigaction
  syscall
done:
  ret
