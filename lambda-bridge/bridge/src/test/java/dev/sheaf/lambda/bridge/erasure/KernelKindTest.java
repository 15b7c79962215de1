package dev.sheaf.lambda.bridge.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class KernelKindTest {
  @Test
  void theFastestThatCanRunIsChosenAndOneCanBeForced() {
    assertEquals(Memory.kernels().findFirst().orElseThrow(), KernelKind.chosen());
    System.setProperty(KernelKind.PROPERTY, "plain");
    try {
      assertEquals(KernelKind.PLAIN, ErasureCode.of(2, 1).kernel());
      System.setProperty(KernelKind.PROPERTY, "gpu");
      var refused = assertThrows(IllegalArgumentException.class, () -> ErasureCode.of(2, 1));
      assertEquals(
          "sheaf.erasure.kernel must be one of isal, vector, plain but was gpu",
          refused.getMessage());
    } finally {
      System.clearProperty(KernelKind.PROPERTY);
    }
  }

  @Test
  void theVectorKernelIsTestedHere() {
    assertEquals(Optional.empty(), KernelKind.VECTOR.whyNot());
  }

  @Test
  void withoutTheModuleTheVectorKernelIsNotThereAndNothingBreaks() throws Exception {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var process =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutModule.class.getName())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("the JVM runs without --add-modules jdk.incubator.vector"), said);
    assertTrue(said.contains("encoded"), said);
  }

  /** A program that is started without the module. */
  static final class WithoutModule {
    private WithoutModule() {}

    public static void main(String[] args) {
      System.out.println(KernelKind.VECTOR.whyNot());
      try (var arena = java.lang.foreign.Arena.ofConfined()) {
        var code = ErasureCode.of(1, 1);
        code.encode(java.util.List.of(arena.allocate(64)), java.util.List.of(arena.allocate(64)));
        System.out.println("encoded by " + code.kernel());
      }
    }
  }
}
