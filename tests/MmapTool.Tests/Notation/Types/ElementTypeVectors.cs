namespace MmapTool.Tests.Notation;

/// <summary>
/// Spellings of element types as other tools read them. Sources: NumPy 1.24, <c>np.dtype(x).str</c>, <c>.itemsize</c> and the offsets in
/// <c>.fields</c>; Python 3's <c>struct.calcsize(x)</c> on 64-bit Linux.
/// </summary>
internal static class ElementTypeVectors
{
    // spelling ; np.dtype(spelling).str ; itemsize
    private const string NumPyTable = """
        b1;|b1;1 <b1;|b1;1 >b1;|b1;1 =b1;|b1;1 |b1;|b1;1 i1;|i1;1 <i1;|i1;1 >i1;|i1;1 =i1;|i1;1 |i1;|i1;1
        i2;<i2;2 <i2;<i2;2 >i2;>i2;2 =i2;<i2;2 i4;<i4;4 <i4;<i4;4 >i4;>i4;4 =i4;<i4;4 i8;<i8;8 <i8;<i8;8
        >i8;>i8;8 =i8;<i8;8 u1;|u1;1 <u1;|u1;1 >u1;|u1;1 =u1;|u1;1 |u1;|u1;1 u2;<u2;2 <u2;<u2;2 >u2;>u2;2
        =u2;<u2;2 u4;<u4;4 <u4;<u4;4 >u4;>u4;4 =u4;<u4;4 u8;<u8;8 <u8;<u8;8 >u8;>u8;8 =u8;<u8;8 f2;<f2;2
        <f2;<f2;2 >f2;>f2;2 =f2;<f2;2 f4;<f4;4 <f4;<f4;4 >f4;>f4;4 =f4;<f4;4 f8;<f8;8 <f8;<f8;8 >f8;>f8;8
        =f8;<f8;8 c8;<c8;8 <c8;<c8;8 >c8;>c8;8 =c8;<c8;8 c16;<c16;16 <c16;<c16;16 >c16;>c16;16 =c16;<c16;16 S1;|S1;1
        <S1;|S1;1 >S1;|S1;1 =S1;|S1;1 |S1;|S1;1 S8;|S8;8 <S8;|S8;8 >S8;|S8;8 =S8;|S8;8 |S8;|S8;8 V1;|V1;1
        <V1;|V1;1 >V1;|V1;1 =V1;|V1;1 |V1;|V1;1 V4;|V4;4 <V4;|V4;4 >V4;|V4;4 =V4;|V4;4 |V4;|V4;4 V16;|V16;16
        <V16;|V16;16 >V16;|V16;16 =V16;|V16;16 |V16;|V16;16 S0;|S0;0 <S0;|S0;0 >S0;|S0;0 =S0;|S0;0 |S0;|S0;0 V0;|V0;0
        <V0;|V0;0 >V0;|V0;0 =V0;|V0;0 |V0;|V0;0 bool;|b1;1 int8;|i1;1 int16;<i2;2 int32;<i4;4 int64;<i8;8 uint8;|u1;1
        uint16;<u2;2 uint32;<u4;4 uint64;<u8;8 float16;<f2;2 float32;<f4;4 float64;<f8;8 complex64;<c8;8 complex128;<c16;16 ?;|b1;1 b;|i1;1
        B;|u1;1 h;<i2;2 H;<u2;2 i;<i4;4 I;<u4;4 l;<i8;8 L;<u8;8 q;<i8;8 Q;<u8;8 e;<f2;2
        f;<f4;4 d;<f8;8 c;|S1;1
        """;

    // spelling ; struct.calcsize(spelling)
    private const string StructTable = """
        ?;1 b;1 B;1 h;2 H;2 i;4 I;4 l;8 L;8 q;8 Q;8 n;8 N;8 e;2 f;4 d;8 c;1
        @?;1 @b;1 @B;1 @h;2 @H;2 @i;4 @I;4 @l;8 @L;8 @q;8 @Q;8 @n;8 @N;8 @e;2 @f;4 @d;8 @c;1
        =?;1 =b;1 =B;1 =h;2 =H;2 =i;4 =I;4 =l;4 =L;4 =q;8 =Q;8 =e;2 =f;4 =d;8 =c;1 <?;1 <b;1
        <B;1 <h;2 <H;2 <i;4 <I;4 <l;4 <L;4 <q;8 <Q;8 <e;2 <f;4 <d;8 <c;1 >?;1 >b;1 >B;1 >h;2
        >H;2 >i;4 >I;4 >l;4 >L;4 >q;8 >Q;8 >e;2 >f;4 >d;8 >c;1 !?;1 !b;1 !B;1 !h;2 !H;2 !i;4
        !I;4 !l;4 !L;4 !q;8 !Q;8 !e;2 !f;4 !d;8 !c;1
        """;

    public static IEnumerable<TestCaseData> NumPy => Rows(NumPyTable).Select(row => new TestCaseData(row[0], row[1], int.Parse(row[2])));

    public static IEnumerable<TestCaseData> Struct => Rows(StructTable).Select(row => new TestCaseData(row[0], int.Parse(row[1])));

    // our spelling, itemsize and name@offset of the np.dtype that its fields were given to
    public static IEnumerable<TestCaseData> Records =>
    [
        new("{t:<u8, v:<f4, tag:S8, rgb:u1(3), inner:{a:i2,b:i2}}", 27, "t@0 v@8 tag@12 rgb@20 inner@23"),
        new("{a:u1,b:>f8}", 9, "a@0 b@1"),
        new("{m:f4(3,3),n:u2}", 38, "m@0 n@36"),
        new("{a:i4@4,b:i2@0}", 8, "a@4 b@0"),
        new("{a:u4@0,lo:u2@0,hi:u2@2}", 4, "a@0 lo@0 hi@2"),
        new("{a:u1@3,V4@12}", 16, "a@3"),
        new("{a:u1,V3,b:u4}", 8, "a@0 b@4"),
    ];

    private static IEnumerable<string[]> Rows(string table) =>
        table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(';'));
}
