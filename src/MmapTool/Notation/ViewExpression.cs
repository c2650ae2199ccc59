using System.Collections.Immutable;
using MmapTool.Views;

namespace MmapTool.Notation;

/// <summary>A parsed view expression: where to start and the steps from there. Not yet laid over any file.</summary>
/// <param name="Start">The start; <see langword="null"/> for the container's own view.</param>
/// <param name="Steps">The steps, in order.</param>
public sealed record ViewExpression(ViewStart? Start, ImmutableArray<ViewStep> Steps)
{
    /// <summary>Parses an expression; the empty one is the container's own view.</summary>
    /// <exception cref="Errors.NotationException">It does not parse.</exception>
    public static ViewExpression Parse(string text) => throw new NotImplementedException();
}

/// <summary>What a view expression starts with.</summary>
public abstract record ViewStart;

/// <summary>The whole file cast to a type, and shaped.</summary>
/// <param name="ElementType">The type.</param>
/// <param name="Shape">The dimensions, one of them perhaps -1; <see langword="null"/> for one dimension of whatever length results.</param>
public sealed record TypeStart(ElementType ElementType, ImmutableArray<long>? Shape) : ViewStart;

/// <summary>A member of the container (or, where the container's only member has no name, a field of it).</summary>
/// <param name="Name">The member's name.</param>
public sealed record MemberStart(string Name) : ViewStart;

/// <summary>A step from one layout to the next.</summary>
public abstract record ViewStep
{
    /// <summary>The layout after the step.</summary>
    /// <exception cref="Errors.ViewException">The step does not fit.</exception>
    public abstract Layout Apply(Layout layout);
}
