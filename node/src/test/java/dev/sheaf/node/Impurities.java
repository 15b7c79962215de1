package dev.sheaf.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Map;
import java.util.Set;

/** What a decision must not touch, as far as a call site shows it. */
final class Impurities {
  private static final Set<String> PACKAGES =
      Set.of(
          "java.io",
          "java.net",
          "java.nio",
          "java.nio.channels",
          "java.nio.file",
          "java.sql",
          "java.time",
          "java.util.concurrent",
          "java.util.logging",
          "java.util.random");

  private static final Set<String> TYPES =
      Set.of(
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.ScopedValue",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.UUID");

  /** Of {@link System}, copying an array is the only call that looks at nothing. */
  private static final Set<String> PURE_SYSTEM_CALLS = Set.of("arraycopy");

  private static final Set<String> ITERATION =
      Set.of("entrySet", "forEach", "iterator", "keySet", "spliterator", "stream", "values");

  /** {@link StrictMath} has these with the same result everywhere. */
  private static final Set<String> INEXACT =
      Set.of(
          "acos", "asin", "atan", "atan2", "cbrt", "cos", "cosh", "exp", "expm1", "hypot", "log",
          "log10", "log1p", "pow", "random", "sin", "sinh", "tan", "tanh");

  private static final Map<String, Set<String>> UNSTEADY =
      Map.ofEntries(
          Map.entry("java.util.HashMap", ITERATION),
          Map.entry("java.util.HashSet", ITERATION),
          Map.entry("java.util.IdentityHashMap", ITERATION),
          Map.entry("java.util.Set", Set.of("of", "copyOf")),
          Map.entry("java.util.Map", Set.of("of", "ofEntries", "copyOf")),
          Map.entry("java.util.Collection", Set.of("parallelStream")),
          Map.entry("java.util.List", Set.of("parallelStream")),
          Map.entry("java.util.Collections", Set.of("shuffle")),
          Map.entry("java.lang.Math", INEXACT),
          Map.entry(
              "java.util.stream.Collectors",
              Set.of("toSet", "toUnmodifiableSet", "toUnmodifiableMap", "groupingByConcurrent")));

  /** Classes that reach the world. */
  static final DescribedPredicate<JavaClass> CLASSES =
      describe(
          "reach a clock, a file, the network, a thread or a stream of chance",
          type -> PACKAGES.contains(type.getPackageName()) || TYPES.contains(type.getName()));

  /** Calls that ask the process about itself. */
  static final DescribedPredicate<JavaMethodCall> WORLD_CALLS =
      describe(
          "System is asked",
          call ->
              call.getTargetOwner().isEquivalentTo(System.class)
                  && !PURE_SYSTEM_CALLS.contains(call.getName()));

  /** Calls whose result may differ between two runs or two machines. */
  static final DescribedPredicate<JavaMethodCall> UNSTEADY_CALLS =
      describe(
          "the result may differ from run to run",
          call ->
              UNSTEADY
                  .getOrDefault(call.getTargetOwner().getName(), Set.of())
                  .contains(call.getName()));

  /** Calls that read a clock which somebody may set. */
  static final DescribedPredicate<JavaMethodCall> WALL_CLOCK_CALLS =
      describe(
          "a wall clock is read",
          call ->
              call.getTargetOwner().isEquivalentTo(System.class)
                  ? call.getName().equals("currentTimeMillis")
                  : call.getTargetOwner().getPackageName().equals("java.time")
                      && (call.getName().equals("now") || call.getName().startsWith("system")));

  private Impurities() {}
}
