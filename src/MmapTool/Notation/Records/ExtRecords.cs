namespace MmapTool.Notation.Records;

/// <summary>ext2, ext3 and ext4 (the kernel's Documentation/filesystems/ext4, "Super Block").</summary>
internal static class ExtRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "ext.superblock",
            "the superblock: ext.superblock@1024",
            "{inodes:<u4,blocks:<u4,reserved_blocks:<u4,free_blocks:<u4,free_inodes:<u4,first_data_block:<u4,log_block_size:<u4," +
            "log_cluster_size:<u4,blocks_per_group:<u4,clusters_per_group:<u4,inodes_per_group:<u4,mount_time:<u4,write_time:<u4," +
            "mount_count:<u2,max_mount_count:<i2,magic:<u2,state:<u2,errors:<u2,minor_revision:<u2,last_check:<u4,check_interval:<u4," +
            "creator_os:<u4,revision:<u4,default_uid:<u2,default_gid:<u2,first_inode:<u4,inode_size:<u2,block_group:<u2," +
            "feature_compat:<u4,feature_incompat:<u4,feature_ro_compat:<u4,uuid:V16,volume_name:S16,last_mounted:S64,rest:V824}"),
    ];
}
