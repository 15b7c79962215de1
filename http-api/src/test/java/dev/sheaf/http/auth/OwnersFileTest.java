package dev.sheaf.http.auth;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnersFileTest {
  @TempDir Path folder;

  @Test
  void aFileThatOthersMayReadIsRefused() throws Exception {
    var file = Files.writeString(folder.resolve("key"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertDoesNotThrow(() -> OwnersFile.hold(file, "key"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var refused = assertThrows(IOException.class, () -> OwnersFile.hold(file, "key"));
    assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
  }

  @Test
  void whatRootLendsToAGroupMayBeReadByItAndNothingElse() {
    var lent = PosixFilePermissions.fromString("r--r-----");
    assertEquals(Set.of(), OwnersFile.tooMany(lent, true));
    assertEquals(Set.of(PosixFilePermission.GROUP_READ), OwnersFile.tooMany(lent, false));
    var open = PosixFilePermissions.fromString("rw-rw-r--");
    assertEquals(
        Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ),
        OwnersFile.tooMany(open, true));
  }
}
