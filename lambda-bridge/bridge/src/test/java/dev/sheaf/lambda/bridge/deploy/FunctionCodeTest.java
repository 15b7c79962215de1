package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that functions run. */
final class FunctionCodeTest {
  @TempDir Path folder;

  @Test
  void jarsGoBelowLibAndClassesToTheRoot() throws IOException {
    var jar = Files.writeString(folder.resolve("b.jar"), "jar");
    var classes = Files.createDirectories(folder.resolve("classes/dev/sheaf"));
    Files.writeString(classes.resolve("A.class"), "class");
    var code = FunctionCode.pack(List.of(jar, folder.resolve("classes")), zip("out.zip"));
    try (var zip = new ZipFile(code.zip().toFile())) {
      assertEquals(
          List.of("lib/b.jar", "dev/sheaf/A.class").stream().sorted().toList(),
          zip.stream().map(Object::toString).sorted().toList());
    }
  }

  @Test
  void theSameJarsAreTheSameCode() throws Exception {
    var one = Files.writeString(folder.resolve("a.jar"), "a");
    var two = Files.writeString(folder.resolve("b.jar"), "b");
    var first = FunctionCode.pack(List.of(one, two), zip("1.zip"));
    Files.setLastModifiedTime(one, FileTime.fromMillis(1));
    var second = FunctionCode.pack(List.of(two, one), zip("2.zip"));
    assertEquals(first.sha256(), second.sha256());
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(first.zip()));
    assertEquals(Base64.getEncoder().encodeToString(digest), first.sha256());
    Files.writeString(one, "c");
    assertTrue(!FunctionCode.pack(List.of(one, two), zip("3.zip")).sha256().equals(first.sha256()));
  }

  @Test
  void anArchiveThatLambdaWouldRefuseIsRefusedHere() throws IOException {
    var large = folder.resolve("large.jar");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      var noise = new byte[1 << 20];
      var random = new Random(1);
      for (var i = 0; i < 51; i++) {
        random.nextBytes(noise);
        file.write(noise);
      }
    }
    var refused =
        assertThrows(DeployException.class, () -> FunctionCode.pack(List.of(large), zip("l.zip")));
    assertTrue(String.valueOf(refused.getMessage()).contains("52428800"), refused.getMessage());
  }

  private Path zip(String name) {
    return folder.resolve(name);
  }
}
