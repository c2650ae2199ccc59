namespace MmapTool.Notation.Records;

/// <summary>ELF (System V ABI, gABI 4.1, chapters 4 and 5), the fields named as in elf.h without their prefixes.</summary>
internal static class ElfRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "elf32.header",
            "the header of a little-endian ELF file of 32 bits: elf32.header@0",
            "{magic:S4,class:u1,data:u1,ident_version:u1,os_abi:u1,abi_version:u1,pad:V7,type:<u2,machine:<u2,version:<u4,entry:<u4," +
            "phoff:<u4,shoff:<u4,flags:<u4,ehsize:<u2,phentsize:<u2,phnum:<u2,shentsize:<u2,shnum:<u2,shstrndx:<u2}"),
        new(
            "elf32.program",
            "an entry of its program header table; phnum of them from byte phoff on",
            "{type:<u4,offset:<u4,vaddr:<u4,paddr:<u4,filesz:<u4,memsz:<u4,flags:<u4,align:<u4}"),
        new(
            "elf32.section",
            "an entry of its section header table; shnum of them from byte shoff on",
            "{name:<u4,type:<u4,flags:<u4,addr:<u4,offset:<u4,size:<u4,link:<u4,info:<u4,addralign:<u4,entsize:<u4}"),
        new(
            "elf64.header",
            "the header of a little-endian ELF file of 64 bits: elf64.header@0",
            "{magic:S4,class:u1,data:u1,ident_version:u1,os_abi:u1,abi_version:u1,pad:V7,type:<u2,machine:<u2,version:<u4,entry:<u8," +
            "phoff:<u8,shoff:<u8,flags:<u4,ehsize:<u2,phentsize:<u2,phnum:<u2,shentsize:<u2,shnum:<u2,shstrndx:<u2}"),
        new(
            "elf64.program",
            "an entry of its program header table; phnum of them from byte phoff on",
            "{type:<u4,flags:<u4,offset:<u8,vaddr:<u8,paddr:<u8,filesz:<u8,memsz:<u8,align:<u8}"),
        new(
            "elf64.section",
            "an entry of its section header table; shnum of them from byte shoff on",
            "{name:<u4,type:<u4,flags:<u8,addr:<u8,offset:<u8,size:<u8,link:<u4,info:<u4,addralign:<u8,entsize:<u8}"),
    ];
}
