namespace MmapTool.Notation.Records;

/// <summary>SquashFS 4.0 (the kernel's fs/squashfs/squashfs_fs.h, struct squashfs_super_block).</summary>
internal static class SquashFsRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "squashfs.superblock",
            "the superblock: squashfs.superblock@0",
            "{magic:S4,inodes:<u4,mkfs_time:<u4,block_size:<u4,fragments:<u4,compression:<u2,block_log:<u2,flags:<u2,ids:<u2," +
            "major:<u2,minor:<u2,root_inode:<u8,bytes_used:<u8,id_table:<u8,xattr_table:<u8,inode_table:<u8,directory_table:<u8," +
            "fragment_table:<u8,lookup_table:<u8}"),
    ];
}
