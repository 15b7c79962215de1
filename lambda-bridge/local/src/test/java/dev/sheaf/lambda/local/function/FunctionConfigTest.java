package dev.sheaf.lambda.local.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.local.function.FunctionConfig.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionConfigTest {
  private static final FunctionCode CODE = new FunctionCode("", 0, Path.of("/"));

  private static String refused(String name, String runtime, Map<String, String> environment) {
    var bad =
        assertThrows(
            BadDeployment.class,
            () ->
                new FunctionConfig(
                    name,
                    "",
                    "",
                    runtime,
                    "a.B::c",
                    "",
                    Resources.DEFAULT,
                    environment,
                    Map.of(),
                    CODE,
                    "",
                    Instant.EPOCH));
    return bad.getMessage();
  }

  @Test
  void whatAwsRefusesIsRefused() {
    assertTrue(refused("a b", "java25", Map.of()).startsWith("FunctionName must be"));
    assertTrue(refused("a", "python3.13", Map.of()).startsWith("Runtime must be java25"));
    assertTrue(refused("a", "java25", Map.of("AWS_REGION", "x")).contains("reserved keys"));
    assertTrue(refused("a", "java25", Map.of("LONG", "x".repeat(4096))).contains("4KB"));
    var memory = assertThrows(BadDeployment.class, () -> new Resources(127, 3, 512));
    assertEquals("MemorySize must be 128..10240 but was 127", memory.getMessage());
    assertThrows(BadDeployment.class, () -> new Resources(128, 901, 512));
    assertThrows(BadDeployment.class, () -> new Resources(128, 3, 511));
  }

  private static byte[] zip(String name) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(new byte[] {1, 2, 3});
    }
    return bytes.toByteArray();
  }

  @Test
  void aZipIsUnpackedAndStaysInItsFolder(@TempDir Path home) throws IOException {
    var code = FunctionCode.unzipped(zip("lib/a.jar"), home);
    assertEquals(3, Files.size(code.folder().resolve("lib/a.jar")));
    assertThrows(BadDeployment.class, () -> FunctionCode.unzipped(zip("../../../outside"), home));
    assertThrows(BadDeployment.class, () -> FunctionCode.unzipped(new byte[100], home));
  }

  @Test
  void jarsOfThisMachineAreLinkedAsLibraries(@TempDir Path home) throws IOException {
    var jar = Files.write(home.resolve("x.jar"), zip("a"));
    var code = FunctionCode.local(jar + ":" + jar, home);
    try (var files = Files.list(code.folder().resolve("lib"))) {
      assertEquals(2, files.filter(Files::isSymbolicLink).count());
    }
    assertThrows(BadDeployment.class, () -> FunctionCode.local(home + "/none.jar", home));
  }
}
