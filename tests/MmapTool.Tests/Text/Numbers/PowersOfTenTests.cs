using System.Numerics;
using MmapTool.Text;

namespace MmapTool.Tests.Text;

public sealed class PowersOfTenTests
{
    [Test]
    public void Every_power_is_the_exact_one_rounded_up()
    {
        for (int power = PowersOfTen.Least; power <= PowersOfTen.Greatest; power++)
        {
            Assert.That((BigInteger)PowersOfTen.Upper128(power), Is.EqualTo(Upper(power, 128)), $"10^{power}");
            if (power is >= -40 and <= 48)
            {
                Assert.That((BigInteger)PowersOfTen.Upper64(power), Is.EqualTo(Upper(power, 64)), $"10^{power}");
            }
        }
    }

    // The least integer of so many bits that, times a power of two, is not less than the power of ten.
    private static BigInteger Upper(int power, int bits)
    {
        BigInteger ten = BigInteger.Pow(10, Math.Abs(power));
        BigInteger scaled = power >= 0 ? ten << 256 : (BigInteger.One << 2048) / ten;
        bool exact = power >= 0;
        int extra = (int)scaled.GetBitLength() - bits;
        BigInteger upper = scaled >> extra;
        return exact && upper << extra == scaled ? upper : upper + 1;
    }
}
