using System.Reflection;
using System.Reflection.Emit;
using System.Security;
using MmapTool.Memory;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests;

/// <summary>Which layer may use which (docs/architecture.md), read from the compiled code: signatures, fields, and every token in a method's body.</summary>
public sealed class ArchitectureTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly Library = typeof(MemoryView).Assembly;

    private static readonly Assembly Mapping = typeof(MappedFile).Assembly;

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>The library's folders from the lowest to the highest, which are its namespaces too; the empty one is <see cref="DataFile"/>'s.</summary>
    private static readonly string[] Layers =
        ["Errors", "Vectors", "Elements", "Layouts", "Transfer", "Views", "Text", "Notation", "Formats", "Journaling", "", "Values", "Patching", "PatchFormats", "Operations"];

    [TestCaseSource(nameof(Layers))]
    public void A_layer_does_not_know_those_above_it(string layer) => AssertKnowsNone(layer, Layers[(Array.IndexOf(Layers, layer) + 1)..]);

    // Layers that stand beside each other.
    [TestCase("Notation", "Text")]
    [TestCase("Formats", "Text", "Notation")]
    [TestCase("Journaling", "Elements", "Layouts", "Transfer", "Views", "Text", "Notation", "Formats", "")]
    [TestCase("Values", "Formats", "", "Journaling")]
    [TestCase("Patching", "Formats", "")]
    public void A_layer_does_not_know_its_neighbours(string layer, params string[] others) => AssertKnowsNone(layer, others);

    [Test]
    public void Every_namespace_of_the_library_is_a_layer() => Assert.That(
        Library.GetTypes().Select(type => LayerOf(type)).Distinct().Except(Layers), Is.EqualTo(new string?[] { null }), "null are the types that the compiler makes");

    [Test]
    public void Every_file_lies_in_the_folder_of_its_namespace()
    {
        string sources = Path.Combine(Repository.Root, "src", "MmapTool");
        string[] strays =
        [
            .. from file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
               let folder = Path.GetRelativePath(sources, Path.GetDirectoryName(file)!)
               where folder != "obj" && !folder.StartsWith("obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !folder.StartsWith("bin", StringComparison.Ordinal)
               let space = File.ReadLines(file).First(line => line.StartsWith("namespace ", StringComparison.Ordinal))["namespace ".Length..^1]
               let path = folder == "." ? "MmapTool" : $"MmapTool.{folder.Replace(Path.DirectorySeparatorChar, '.')}"
               where path != space && !path.StartsWith(space + ".", StringComparison.Ordinal)
               select $"{file} is in {space}",
        ];
        Assert.That(strays, Is.Empty);
    }

    // Twenty and a few: more files in one place are more than a reader takes in.
    [Test]
    public void No_folder_holds_more_than_22_files()
    {
        string[] large =
        [
            .. from folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
               where !folder.Contains($"{Path.DirectorySeparatorChar}obj") && !folder.Contains($"{Path.DirectorySeparatorChar}bin")
               let count = Directory.EnumerateFiles(folder, "*.cs").Count()
               where count > 22
               select $"{folder}: {count}",
        ];
        Assert.That(large, Is.Empty);
    }

    [Test]
    public void The_check_sees_the_types_that_a_layer_uses() =>
        Assert.That(TypesIn(Library, "MmapTool.Operations").SelectMany(TypesUsedBy), Does.Contain(typeof(MemoryView)).And.Contain(typeof(MmapTool.Patching.PlanWriter)));

    [Test]
    public void Only_the_mapping_calls_the_system()
    {
        Assert.That(PlatformCalls(Library), Is.Empty);
        Assert.That(PlatformCalls(Mapping), Is.Not.Empty, "the test sees them where they are");

        static IEnumerable<MethodInfo> PlatformCalls(Assembly assembly) => assembly.GetTypes()
            .SelectMany(type => type.GetMethods(All)).Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl));
    }

    [Test]
    public void Only_the_mapping_has_unsafe_code()
    {
        Assert.That(Library.ManifestModule.IsDefined(typeof(UnverifiableCodeAttribute), false), Is.False);
        Assert.That(Mapping.ManifestModule.IsDefined(typeof(UnverifiableCodeAttribute), false), Is.True, "the test sees it where it is");
    }

    [Test]
    public void The_library_knows_neither_the_console_nor_the_command_line() =>
        Assert.That(Library.GetReferencedAssemblies().Select(name => name.Name), Has.None.AnyOf("System.Console", "CommandLine", "mmaptool"));

    private static void AssertKnowsNone(string layer, string[] others)
    {
        string[] seen =
        [
            .. Library.GetTypes().Where(type => LayerOf(type) == layer)
                .SelectMany(type => TypesUsedBy(type).Where(used => used.Assembly == Library && others.Contains(LayerOf(used))).Select(used => $"{type} uses {used}"))
                .Distinct(),
        ];
        Assert.That(seen, Is.Empty);
    }

    private static string? LayerOf(Type type) => type.Namespace is not { } space || (space != "MmapTool" && !space.StartsWith("MmapTool.", StringComparison.Ordinal)) ? null
        : space == "MmapTool" ? (IsOfExtensions(type) ? "Operations" : "") : space.Split('.')[1];

    // The operations are methods of views and files to a user, who needs no other namespace for them.
    private static bool IsOfExtensions(Type type) => (type.DeclaringType ?? type).IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false);

    private static IEnumerable<Type> TypesIn(Assembly assembly, string space) => assembly.GetTypes().Where(type => IsIn(type, space));

    private static bool IsIn(Type type, string space) =>
        type.Namespace is { } own && (own == space || own.StartsWith(space + ".", StringComparison.Ordinal));

    private static HashSet<Type> TypesUsedBy(Type type)
    {
        HashSet<Type> used = [];
        Add(type.BaseType);
        Array.ForEach(type.GetInterfaces(), Add);
        foreach (FieldInfo field in type.GetFields(All))
        {
            Add(field.FieldType);
        }

        foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            Add((method as MethodInfo)?.ReturnType);
            Array.ForEach(method.GetParameters(), parameter => Add(parameter.ParameterType));
            if (method.GetMethodBody() is { } body)
            {
                foreach (LocalVariableInfo local in body.LocalVariables)
                {
                    Add(local.LocalType);
                }

                foreach (MemberInfo member in MembersIn(method, body.GetILAsByteArray()!))
                {
                    Add(member as Type ?? member.DeclaringType);
                    Array.ForEach(member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [], Add);
                }
            }
        }

        return used;

        void Add(Type? part)
        {
            if (part is null || !used.Add(part))
            {
                return;
            }

            Add(part.GetElementType());
            Array.ForEach(part.IsGenericType ? part.GetGenericArguments() : [], Add);
        }
    }

    // ECMA-335, partition III: an opcode of one or two bytes, then its operand.
    private static IEnumerable<MemberInfo> MembersIn(MethodBase method, byte[] code)
    {
        Type[] typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int position = 0; position < code.Length;)
        {
            int value = code[position++];
            OpCode opCode = OpCodesByValue[value == 0xFE ? (value << 8) | code[position++] : value];
            switch (opCode.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    position++;
                    break;
                case OperandType.InlineVar:
                    position += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    position += 8;
                    break;
                case OperandType.InlineSwitch:
                    position += 4 + (4 * BitConverter.ToInt32(code, position));
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok:
                    yield return method.Module.ResolveMember(BitConverter.ToInt32(code, position), typeArguments, methodArguments)!;
                    position += 4;
                    break;
                default:
                    position += 4;
                    break;
            }
        }
    }
}
