package dev.sheaf.http.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/** Holds a file with secrets against its permissions: they are worth nothing if others read it. */
public final class OwnersFile {
  private static final EnumSet<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private OwnersFile() {}

  /**
   * Returns when only its owner may use the file.
   *
   * @param where the file and the setting that names it, as messages begin
   * @throws IOException when others may too
   */
  public static void hold(Path file, String where) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      var permissions = Files.getPosixFilePermissions(file);
      permissions.retainAll(OF_OTHERS);
      if (!permissions.isEmpty()) {
        throw new IOException(where + " may be used by others than its owner: chmod 600 " + file);
      }
    }
  }
}
