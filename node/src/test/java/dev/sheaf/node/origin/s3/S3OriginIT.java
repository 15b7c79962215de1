package dev.sheaf.node.origin.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.node.torture.S3Server;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;

/** The S3 origin against a real S3 server. */
class S3OriginIT {
  @TempDir static Path folder;
  private static S3Server server;
  private static S3Origin origin;

  @BeforeAll
  static void start() throws IOException {
    S3Server.whyNot().ifPresent(why -> Assumptions.abort(why));
    server = S3Server.start(folder);
    origin = Origins.at(server.endpoint());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      origin.close();
      server.close();
    }
  }

  private static void put(String bucket, String key, byte[] bytes) throws IOException {
    var file = server.bucket(bucket).resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  @Test
  void aListingGoesOverPagesInOrderOfKey() throws IOException {
    for (int i = 0; i < 1_205; i++) {
      put("many", "set/%04d.jpg".formatted(i), new byte[] {1});
    }
    put("many", "set2/not-of-it.jpg", new byte[] {1});
    var before = origin.meter().lists();

    var objects = Origins.list(origin, "s3://many/set");

    assertEquals(1_205, objects.size());
    assertEquals("0000.jpg", objects.getFirst().key());
    assertEquals("1204.jpg", objects.getLast().key());
    assertEquals(2, origin.meter().lists() - before);
  }

  @Test
  void keysWithOddSignsAreListedAndReadAsTheyAre() throws IOException {
    var keys =
        List.of(
            "a b.jpg", "a+b.jpg", "a%20b.jpg", "ä€😀.jpg", "x&y=z.jpg", "q?r#s.jpg", "d/(1).jpg");
    var all = new TreeMap<String, byte[]>();
    for (var key : keys) {
      all.put(key, key.getBytes(StandardCharsets.UTF_8));
      put("odd", "in here/" + key, all.get(key));
    }

    var root = "s3://odd/in%20here/";
    var read = new TreeMap<String, byte[]>();
    for (var object : Origins.list(origin, root)) {
      read.put(object.key(), Origins.read(origin, root, object));
    }

    assertEquals(all.keySet(), read.keySet());
    all.forEach((key, bytes) -> assertArrayEquals(bytes, read.get(key), key));
  }

  @Test
  void rangesAreReadExactly() throws IOException {
    var bytes = Origins.pattern(3_000_000, 1);
    put("ranges", "shard.tar", bytes);

    var object = Origins.list(origin, "s3://ranges/shard.tar").getFirst();

    assertEquals(new OriginObject("", bytes.length, object.tag()), object);
    for (var range : Map.of(0, 1, 1, 700_000, 2_999_999, 1, 1_234_567, 1_000_000).entrySet()) {
      var from = range.getKey();
      var length = range.getValue();
      assertArrayEquals(
          java.util.Arrays.copyOfRange(bytes, from, from + length),
          Origins.read(origin, "s3://ranges/shard.tar", object, from, length));
    }
  }

  @Test
  void anObjectThatChangedIsNeverServedAndAskedForOnce() throws IOException {
    var file = server.bucket("changing").resolve("a.jpg");
    var root = URI.create("s3://changing");
    origin.write(root, "a.jpg", MemorySegment.ofArray(Origins.pattern(5_000, 1)));
    var object = Origins.one(origin, "s3://changing", "a.jpg");
    Files.delete(file);
    origin.write(root, "a.jpg", MemorySegment.ofArray(Origins.pattern(5_000, 2)));
    var before = origin.meter().gets();
    var target = MemorySegment.ofArray(new byte[5_000]);

    var refusal = Origins.refused(() -> origin.read(root, "a.jpg", 0, target, object.tag()));

    assertEquals(Reason.CHANGED, refusal.reason());
    assertEquals(
        "s3://changing/a.jpg has another ETag since it was listed: register the dataset again",
        refusal.getMessage());
    assertEquals(-1, MemorySegment.ofArray(new byte[5_000]).mismatch(target), "nothing is copied");
    assertEquals(1, origin.meter().gets() - before);
  }

  @Test
  void anObjectThatIsShorterIsReportedAsChanged() throws IOException {
    put("short", "a.jpg", Origins.pattern(100, 1));

    for (var offset : List.of(0L, 50L, 100L, 5_000L)) {
      var refusal =
          Origins.refused(() -> {
            var into = MemorySegment.ofArray(new byte[200]);
            origin.read(URI.create("s3://short/"), "a.jpg", offset, into, 0);
          });
      assertEquals(Reason.CHANGED, refusal.reason(), "from " + offset);
    }
  }

  @Test
  void anObjectThatIsGoneIsMissing() throws IOException {
    put("going", "a.jpg", new byte[10]);
    var object = Origins.one(origin, "s3://going", "a.jpg");
    Files.delete(server.bucket("going").resolve("a.jpg"));

    var refusal = Origins.refused(() -> Origins.read(origin, "s3://going", object));

    assertEquals(Reason.MISSING, refusal.reason());
    assertTrue(refusal.getMessage().startsWith("s3://going/a.jpg is not there"));
  }

  @Test
  void whatIsNotThereIsSaidSo() throws IOException {
    server.bucket("empty");

    var bucket = Origins.refused(() -> Origins.list(origin, "s3://no-such-bucket/x"));
    var prefix = Origins.refused(() -> Origins.list(origin, "s3://empty/Train"));

    assertEquals(Reason.MISSING, bucket.reason());
    assertTrue(bucket.getMessage().startsWith("bucket no-such-bucket does not exist at http://"));
    assertEquals(
        "there is no object at or below s3://empty/Train: check bucket and prefix (capitals count)",
        prefix.getMessage());
  }

  @Test
  void wrongKeysAreRefusedWithWhatToCheck() throws IOException {
    put("locked", "a.jpg", new byte[10]);

    var id = refusalWith(Origins.keys("somebody", S3Server.SECRET));
    var secret = refusalWith(Origins.keys(S3Server.KEY_ID, "guess"));
    var none =
        refusalWith(
            AwsCredentialsProviderChain.of(EnvironmentVariableCredentialsProvider.create()));

    assertTrue(id.contains("access key id"), id);
    assertTrue(id.contains("AWS_ACCESS_KEY_ID"), id);
    assertTrue(secret.contains("AWS_SECRET_ACCESS_KEY"), secret);
    Assumptions.assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null);
    assertTrue(none.startsWith("no credentials for s3://locked/"), none);
  }

  private static String refusalWith(
      software.amazon.awssdk.auth.credentials.AwsCredentialsProvider credentials) {
    try (var other = Origins.with(credentials, server.endpoint())) {
      var refusal = Origins.refused(() -> Origins.list(other, "s3://locked"));
      assertEquals(Reason.DENIED, refusal.reason());
      return String.valueOf(refusal.getMessage());
    }
  }

  @Test
  void aPackedObjectIsWrittenOnceAndStays() throws IOException {
    server.bucket("packs");
    var root = URI.create("s3://packs/some where/".replace(" ", "%20"));
    var first = Origins.pattern(2_000_000, 1);
    var before = origin.meter().puts();

    assertTrue(origin.write(root, "00000000.pack", MemorySegment.ofArray(first)));
    assertFalse(origin.write(root, "00000000.pack", MemorySegment.ofArray(new byte[7])));

    var object = Origins.one(origin, root.toString(), "00000000.pack");
    assertArrayEquals(first, Origins.read(origin, root.toString(), object));
    assertEquals(2, origin.meter().puts() - before);
  }
}
