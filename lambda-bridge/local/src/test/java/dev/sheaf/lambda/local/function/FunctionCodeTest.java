package dev.sheaf.lambda.local.function;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FunctionCodeTest {
  @TempDir private Path home;

  @Test
  void aZipWithANameThatNoFileCanHaveIsRefused() throws IOException {
    var zip = zip("a\0b");
    assertThrows(BadDeployment.class, () -> FunctionCode.unzipped(zip, home));
  }

  @Test
  void aZipWithANameThatIsNoTextIsRefused() throws IOException {
    var zip = zip("é");
    var at = new String(zip, StandardCharsets.ISO_8859_1).indexOf('\u00C3');
    zip[at] = (byte) 0xFF;
    assertThrows(BadDeployment.class, () -> FunctionCode.unzipped(zip, home));
  }

  @Test
  void aPathThatNoFileCanHaveIsRefused() {
    assertThrows(BadDeployment.class, () -> FunctionCode.local("a\0b", home));
  }

  private static byte[] zip(String name) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(1);
      zip.closeEntry();
    }
    return out.toByteArray();
  }
}
