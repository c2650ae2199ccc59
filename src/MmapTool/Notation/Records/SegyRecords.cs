namespace MmapTool.Notation.Records;

/// <summary>SEG-Y revision 1 (SEG Technical Standards Committee, 2002), which is big-endian: the binary file header and the trace header.</summary>
internal static class SegyRecords
{
    public static IEnumerable<BuiltInRecord> All =>
    [
        new(
            "segy.binary",
            "the binary file header: segy.binary@3200",
            "{job:>i4,line:>i4,reel:>i4,traces:>i2,aux_traces:>i2,interval:>u2,interval_original:>u2,samples:>u2,samples_original:>u2," +
            "format:>i2,fold:>i2,sorting:>i2,vertical_sum:>i2,sweep_start:>i2,sweep_end:>i2,sweep_length:>i2,sweep_type:>i2," +
            "sweep_channel:>i2,taper_start:>i2,taper_end:>i2,taper_type:>i2,correlated:>i2,gain_recovered:>i2,amplitude_recovery:>i2," +
            "measurement_system:>i2,impulse_polarity:>i2,vibratory_polarity:>i2,unassigned:V240,revision:>u2,fixed_length:>i2," +
            "extended_headers:>i2,unassigned2:V94}"),
        new(
            "segy.trace",
            "the header before the samples of a trace: segy.trace@3600 is the first",
            "{trace_in_line:>i4,trace_in_file:>i4,field_record:>i4,trace:>i4,source_point:>i4,cdp:>i4,cdp_trace:>i4,trace_id:>i2," +
            "summed:>i2,stacked:>i2,use:>i2,offset:>i4,receiver_elevation:>i4,source_elevation:>i4,source_depth:>i4,receiver_datum:>i4," +
            "source_datum:>i4,source_water:>i4,receiver_water:>i4,elevation_scalar:>i2,coordinate_scalar:>i2,source_x:>i4,source_y:>i4," +
            "receiver_x:>i4,receiver_y:>i4,coordinate_units:>i2,weathering_velocity:>i2,subweathering_velocity:>i2,source_uphole:>i2," +
            "receiver_uphole:>i2,source_static:>i2,receiver_static:>i2,total_static:>i2,lag_a:>i2,lag_b:>i2,delay:>i2,mute_start:>i2," +
            "mute_end:>i2,samples:>u2,interval:>u2,gain_type:>i2,gain_constant:>i2,initial_gain:>i2,correlated:>i2,sweep_start:>i2," +
            "sweep_end:>i2,sweep_length:>i2,sweep_type:>i2,taper_start:>i2,taper_end:>i2,taper_type:>i2,alias_frequency:>i2," +
            "alias_slope:>i2,notch_frequency:>i2,notch_slope:>i2,low_cut:>i2,high_cut:>i2,low_slope:>i2,high_slope:>i2,year:>i2," +
            "day:>i2,hour:>i2,minute:>i2,second:>i2,time_basis:>i2,weight:>i2,group_roll:>i2,group_first:>i2,group_last:>i2," +
            "gap_size:>i2,over_travel:>i2,cdp_x:>i4,cdp_y:>i4,inline:>i4,crossline:>i4,shot_point:>i4,shot_point_scalar:>i2," +
            "value_unit:>i2,transduction_mantissa:>i4,transduction_exponent:>i2,transduction_unit:>i2,device:>i2,time_scalar:>i2," +
            "source_type:>i2,source_direction:V6,source_mantissa:>i4,source_exponent:>i2,source_unit:>i2,unassigned:V8}"),
    ];
}
