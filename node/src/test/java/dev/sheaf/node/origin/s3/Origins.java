package dev.sheaf.node.origin.s3;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.node.torture.S3Server;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** S3 origins for tests, and how tests read from them. */
final class Origins {
  private Origins() {}

  /** An origin at {@code endpoint} with the server's own keys and short limits. */
  static S3Origin at(String endpoint, String... further) {
    return with(keys(S3Server.KEY_ID, S3Server.SECRET), endpoint, further);
  }

  static S3Origin with(AwsCredentialsProvider credentials, String endpoint, String... further) {
    return new S3Origin(
        settings(endpoint, further), new OriginMeter(), credentials, OriginPrice.FREE);
  }

  static AwsCredentialsProvider keys(String id, String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
  }

  static Settings.S3 settings(String endpoint, String... further) {
    var all = new ArrayList<>(List.of("origin.s3.endpoint=" + endpoint));
    all.add("origin.s3.region=us-east-1");
    all.addAll(List.of(further));
    return SettingsReader.read(SettingsSources.read(null, Map.of(), all)).origin().s3();
  }

  static List<OriginObject> list(S3Origin origin, String root) throws OriginException {
    var objects = new ArrayList<OriginObject>();
    origin.list(URI.create(root), objects::add);
    return objects;
  }

  static OriginObject one(S3Origin origin, String root, String key) throws OriginException {
    return list(origin, root).stream().filter(o -> o.key().equals(key)).findFirst().orElseThrow();
  }

  /** Reads into memory outside the heap. */
  static byte[] read(S3Origin origin, String root, OriginObject object) throws OriginException {
    return read(origin, root, object, 0, (int) object.sizeBytes());
  }

  static byte[] read(S3Origin origin, String root, OriginObject object, long offset, int length)
      throws OriginException {
    try (var arena = Arena.ofShared()) {
      MemorySegment into = arena.allocate(length);
      origin.read(URI.create(root), object.key(), offset, into, object.tag());
      return into.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** The refusal of a read, a listing or a write. */
  static OriginException refused(org.junit.jupiter.api.function.Executable ask) {
    return Assertions.assertThrows(OriginException.class, ask);
  }

  /** Bytes that differ from place to place. */
  static byte[] pattern(int length, int seed) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251 + seed);
    }
    return bytes;
  }
}
