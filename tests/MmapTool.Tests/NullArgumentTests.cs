using System.Buffers;
using System.Collections;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Reflection;
using System.Runtime.CompilerServices;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests;

/// <summary>
/// Every public member with a null where its signature takes none, or with an array that was never initialized: an <see cref="ArgumentException"/> that names
/// the parameter. The members are found by reflection, so that a new one is tried too.
/// </summary>
[TestFixture]
internal sealed class NullArgumentTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Assembly[] Assemblies = [typeof(MemoryView).Assembly, typeof(MappedFile).Assembly];

    // Records that only carry values.
    private static readonly HashSet<string> Carriers = [nameof(Change), nameof(ChangeReport), nameof(MmapTool.Operations.Statistics.Histogram)];

    private TemporaryFolder folder = null!;

    [SetUp]
    public void Prepare() => folder = new();

    [TearDown]
    public void Clean() => folder.Dispose();

    [Test]
    public void A_null_or_an_uninitialized_array_is_named()
    {
        List<string> wrong = [];
        int tried = 0;
        foreach (MethodBase member in Members())
        {
            ParameterInfo[] parameters = member.GetParameters();
            foreach (ParameterInfo parameter in parameters.Where(IsTried))
            {
                if (Call(member, parameters, parameter) is { } fault)
                {
                    wrong.Add(fault);
                }

                tried++;
            }
        }

        TestContext.Out.WriteLine($"{tried} parameters\n{string.Join("\n", wrong)}");
        Assert.That(wrong, Is.Empty);
        Assert.That(tried, Is.GreaterThan(100));
    }

    [Test]
    public void The_default_of_an_index_is_the_index_0()
    {
        MemoryView<int> view = MemoryView.Over(new[] { 7, 8 });
        Assert.That(default(ViewIndex), Is.EqualTo(ViewIndex.At(0)));
        Assert.That(((MemoryView)view)[default(ViewIndex)].GetItem(), Is.EqualTo(7));
        Assert.That(default(ViewIndex).ToString(), Is.EqualTo("0"));
    }

    /// <summary>Records that hold arrays are equal when their elements are: none leaves that to the compiler, which compares the arrays by reference.</summary>
    [Test]
    public void Records_that_hold_arrays_compare_their_elements()
    {
        string[] wrong =
        [
            .. from type in Assemblies.SelectMany(assembly => assembly.GetTypes())
               where (type.IsPublic && type.Namespace?.StartsWith("MmapTool.Formats", StringComparison.Ordinal) != true) || (type.Namespace == typeof(Edit).Namespace && type.BaseType is { } basis && (basis.Name == "EditValue" || basis == typeof(Pattern) || basis.Name is "ViewStep" or "ViewStart"))
               let equality = type.GetMethod("Equals", BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly, [type])
               where equality is not null && equality.IsDefined(typeof(CompilerGeneratedAttribute))
               from field in type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
               where IsCollection(field.FieldType)
               select $"{type.Name}.{field.Name}",
        ];
        Assert.That(wrong, Is.Empty);
        Pattern pattern = Pattern.Parse("x\"01 ??\"");
        Assert.That(Pattern.Parse("x\"01 ??\""), Is.EqualTo(pattern).And.Not.EqualTo(Pattern.Parse("x\"01 02\"")));
        Edit edit = Edit.Parse("h[0] = [1, 2]");
        Assert.That(Edit.Parse("h[0] = [1, 2]"), Is.EqualTo(edit).And.Not.EqualTo(Edit.Parse("h[0] = [1, 3]")));

        static bool IsCollection(Type type) => type != typeof(string) && (type.IsArray || typeof(IEnumerable).IsAssignableFrom(type) || type == typeof(System.Text.Json.JsonElement)
            || (Nullable.GetUnderlyingType(type) is { } inner && IsCollection(inner)));
    }

    private static IEnumerable<MethodBase> Members() =>
        from assembly in Assemblies
        from type in assembly.GetExportedTypes()
        where !typeof(Delegate).IsAssignableFrom(type) && !type.IsEnum && !typeof(Exception).IsAssignableFrom(type) && !type.IsInterface && !type.IsByRefLike
            && (type.Namespace is null || !type.Namespace.StartsWith("MmapTool.Formats", StringComparison.Ordinal)) && !Carriers.Contains(type.Name)
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where member is ConstructorInfo { DeclaringType.IsAbstract: false } or MethodInfo && !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member.Name != "Equals" && !member.Name.StartsWith("op_", StringComparison.Ordinal)
            && !member.Name.StartsWith("set_", StringComparison.Ordinal)
        where !member.GetParameters().Any(parameter => parameter.ParameterType.IsByRef)
        select Closed(member);

    private static MethodBase Closed(MethodBase member)
    {
        if (member.DeclaringType is { ContainsGenericParameters: true } open)
        {
            Type closed = open.MakeGenericType(typeof(int));
            member = MethodBase.GetMethodFromHandle(member.MethodHandle, closed.TypeHandle)!;
        }

        return member is MethodInfo { IsGenericMethodDefinition: true } method ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(int))]) : member;
    }

    private static bool IsTried(ParameterInfo parameter) => parameter.ParameterType is { IsValueType: true } type
        ? type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
        : !parameter.ParameterType.IsByRefLike && Nullability.Create(parameter).WriteState == NullabilityState.NotNull && parameter.ParameterType != typeof(object);

    // The fault of a call with nothing for one parameter and something for the others; null where it is refused as it should be.
    private string? Call(MethodBase member, ParameterInfo[] parameters, ParameterInfo missing)
    {
        string name = $"{member.DeclaringType!.Name}.{member.Name}({string.Join(", ", parameters.Select(parameter => parameter.ParameterType.Name))}), {missing.Name}";
        try
        {
            object? target = member.IsStatic || member is ConstructorInfo ? null : Sample(member.DeclaringType);
            if (parameters.Any(parameter => parameter.ParameterType.IsByRefLike))
            {
                // A span can't be given by reflection: the compiler's check of such members (CA1062) has to do.
                return null;
            }

            object?[] arguments = [.. parameters.Select(parameter => parameter == missing ? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)
                : parameter.HasDefaultValue ? parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null) : Sample(parameter.ParameterType))];
            object? result = member is ConstructorInfo constructor ? constructor.Invoke(arguments) : member.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (result is IEnumerable sequence and not string)
            {
                _ = sequence.GetEnumerator().MoveNext();
            }

            if (result is Task task)
            {
                task.GetAwaiter().GetResult();
            }
            else if (result is ValueTask<bool> pending)
            {
                _ = pending.AsTask().GetAwaiter().GetResult();
            }

            return $"{name}: no exception";
        }
        catch (TargetInvocationException error)
        {
            return Judged(error.InnerException!);
        }
        catch (MissingSampleException error)
        {
            return $"{name}: {error.Message}";
        }
        catch (Exception error)
        {
            return Judged(error);
        }

        string? Judged(Exception error) => error is ArgumentException { ParamName: { } named } && named == missing.Name ? null : $"{name}: {error.GetType().Name}: {error.Message.Split('\n')[0]}";
    }

    private object? Sample(Type type) => type switch
    {
        _ when type == typeof(string) => "x",
        _ when type == typeof(int) => 0,
        _ when type == typeof(long) => 0L,
        _ when type == typeof(bool) => false,
        _ when type == typeof(nint) => (nint)0,
        _ when type == typeof(MemoryView) => MemoryView.Over(new int[4]),
        _ when type == typeof(MemoryView<int>) => MemoryView.Over(new int[4]),
        _ when type == typeof(TypedLease<int>) => MemoryView.Over(new int[4]).Lease(),
        _ when type == typeof(MemorySource) => MemorySource.Of(new byte[4]),
        _ when type == typeof(MemoryLease) => MemorySource.Of(new byte[4]).Lease(),
        _ when type == typeof(MappedFile) => MappedFile.Open(folder.Write("file", new byte[64])),
        _ when type == typeof(DataFile) => DataFile.Open(folder.Write("file", new byte[64])),
        _ when type == typeof(Layout) => Layout.Contiguous(ElementType.Int32, [2, 2]),
        _ when type == typeof(ElementType) => ElementType.Int32,
        _ when type == typeof(ViewExpression) => ViewExpression.Parse("h"),
        _ when type == typeof(ViewNames) => ViewNames.None,
        _ when type == typeof(MmapTool.Formats.Member) => new MmapTool.Formats.Member("", null),
        _ when type == typeof(Edit) => Edit.Parse("h[0] = 1"),
        _ when type == typeof(Pattern) => Pattern.Parse("0"),
        _ when type == typeof(WorkLimits) => WorkLimits.Default,
        _ when type == typeof(ExportOptions) => new ExportOptions(),
        _ when type == typeof(ChangeSettings) => new ChangeSettings(),
        _ when type == typeof(Stream) => new MemoryStream(),
        _ when type == typeof(TextWriter) => TextWriter.Null,
        _ when type == typeof(PipeWriter) => PipeWriter.Create(Stream.Null),
        _ when type == typeof(IBufferWriter<byte>) => new ArrayBufferWriter<byte>(),
        _ when type == typeof(RecordField) => new RecordField("a", ElementType.Int32, 0),
        _ when type == typeof(RecordValue) => new RecordValue([new("a", 1)]),
        _ when type == typeof(int[]) => new int[2],
        _ when type == typeof(long[]) => new long[] { 0 },
        _ when type == typeof(string[]) => Array.Empty<string>(),
        _ when typeof(Delegate).IsAssignableFrom(type) => NoOperation(type),
        _ when type == typeof(Type) => typeof(int),
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => type.GetField("Empty")!.GetValue(null),
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) => Array.CreateInstance(type.GetGenericArguments()[0], 0),
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => Array.CreateInstance(type.GetGenericArguments()[0], 0),
        _ when type.IsValueType => Activator.CreateInstance(type),
        _ when type == typeof(object) => 1,
        _ => throw new MissingSampleException($"there is no sample of {type}"),
    };

    private static object NoOperation(Type type)
    {
        MethodInfo invoke = type.GetMethod("Invoke")!;
        System.Linq.Expressions.ParameterExpression[] given = [.. invoke.GetParameters().Select(parameter => System.Linq.Expressions.Expression.Parameter(parameter.ParameterType))];
        return System.Linq.Expressions.Expression.Lambda(type, System.Linq.Expressions.Expression.Default(invoke.ReturnType), given).Compile();
    }

    private sealed class MissingSampleException(string message) : Exception(message);
}
