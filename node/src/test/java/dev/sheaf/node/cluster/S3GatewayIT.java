package dev.sheaf.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The AWS SDK for Java, unchanged, reads a registered folder through the cache of a real node. */
final class S3GatewayIT {
  private static final int PER_CLASS = 30;
  private static final String SECRET = "a-secret-of-this-test";
  private static final String GETS = "sheaf_origin_gets_total";

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void whatTheSdkReadsIsWhatIsOnDisk() throws Exception {
    new ImageSynthesizer(3).write(folder.resolve("images"), PER_CLASS, 0);
    var images = folder.resolve("images/train");
    try (var node = start()) {
      var api = new Api(node.api());
      api.register("shapes", images);
      try (var s3 = client(node.api(), SECRET)) {
        var listed = list(s3);
        assertEquals(filesBelow(images), listed.stream().map(S3Object::key).toList());
        holdObjects(s3, listed, images);
        var gets = api.metric(GETS);
        holdObjects(s3, listed, images);
        assertEquals(gets, api.metric(GETS), "GETs of the origin: the second time all is cached");
        holdRange(s3, listed.getFirst(), images);
        holdPresigned(node.api(), listed.getFirst(), images);
        holdVersion(s3, api, listed.getFirst(), images);
      }
      holdRefusals(node.api());
      assertTrue(!node.output().contains(SECRET), "no secret is printed");
    }
  }

  private NodeProcess start() throws Exception {
    var keys = Files.writeString(folder.resolve("keys"), "trainer:" + SECRET + "\n", UTF_8);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    return NodeProcess.start(
        folder.resolve("node"), List.of("cache.memory=64 MiB", "s3.keys-file=" + keys));
  }

  private static StaticCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("trainer", secret));
  }

  private static S3AsyncClient client(URI api, String secret) {
    return S3AsyncClient.builder()
        .endpointOverride(api.resolve("/s3"))
        .forcePathStyle(true)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(credentials(secret))
        .build();
  }

  private static List<S3Object> list(S3AsyncClient s3) {
    var listed = new ArrayList<S3Object>();
    s3.listObjectsV2Paginator(request -> request.bucket("shapes").maxKeys(13))
        .contents()
        .subscribe(listed::add)
        .join();
    return listed;
  }

  private static List<String> filesBelow(Path images) throws Exception {
    try (var files = Files.walk(images)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> images.relativize(file).toString())
          .sorted(
              (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8)))
          .toList();
    }
  }

  /** The SDK holds the bytes against the checksum that it asks for. */
  private static void holdObjects(S3AsyncClient s3, List<S3Object> listed, Path images)
      throws Exception {
    for (var object : listed) {
      var got =
          s3.getObject(
                  request ->
                      request
                          .bucket("shapes")
                          .key(object.key())
                          .ifMatch(object.eTag())
                          .checksumMode(ChecksumMode.ENABLED),
                  AsyncResponseTransformer.toBytes())
              .join();
      assertArrayEquals(Files.readAllBytes(images.resolve(object.key())), got.asByteArray());
      assertEquals(object.size(), got.response().contentLength());
      assertEquals(8, got.response().checksumCRC32().length(), "a CRC-32 in Base64");
    }
  }

  private static void holdRange(S3AsyncClient s3, S3Object object, Path images) throws Exception {
    var got =
        s3.getObject(
                request -> request.bucket("shapes").key(object.key()).range("bytes=100-199"),
                AsyncResponseTransformer.toBytes())
            .join();
    var file = Files.readAllBytes(images.resolve(object.key()));
    assertArrayEquals(Arrays.copyOfRange(file, 100, 200), got.asByteArray());
    var head = s3.headObject(request -> request.bucket("shapes").key(object.key())).join();
    assertEquals(file.length, head.contentLength());
  }

  private static void holdPresigned(URI api, S3Object object, Path images) throws Exception {
    try (var presigner =
            S3Presigner.builder()
                .endpointOverride(api.resolve("/s3"))
                .serviceConfiguration(
                    S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(credentials(SECRET))
                .build();
        var http = HttpClient.newHttpClient()) {
      var url =
          presigner
              .presignGetObject(presign ->
                  presign
                      .signatureDuration(Duration.ofMinutes(1))
                      .getObjectRequest(get -> get.bucket("shapes").key(object.key())))
              .url();
      var reply =
          http.send(HttpRequest.newBuilder(url.toURI()).build(), BodyHandlers.ofByteArray());
      assertEquals(200, reply.statusCode(), () -> new String(reply.body(), UTF_8));
      assertArrayEquals(Files.readAllBytes(images.resolve(object.key())), reply.body());
    }
  }

  /** A reader that goes on in another version than it began with is told so. */
  private static void holdVersion(S3AsyncClient s3, Api api, S3Object object, Path images)
      throws Exception {
    Files.write(images.resolve(object.key()), new byte[] {(byte) 0xFF, (byte) 0xD8, 1, 2, 3});
    api.refresh("shapes", images);
    var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (etag(s3, object).equals(object.eTag()) && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
    var refused =
        assertThrows(
            CompletionException.class,
            () ->
                s3.getObject(
                        get -> get.bucket("shapes").key(object.key()).ifMatch(object.eTag()),
                        AsyncResponseTransformer.toBytes())
                    .join());
    assertEquals(412, assertInstanceOf(S3Exception.class, refused.getCause()).statusCode());
  }

  private static String etag(S3AsyncClient s3, S3Object object) {
    return s3.headObject(request -> request.bucket("shapes").key(object.key())).join().eTag();
  }

  private static void holdRefusals(URI api) {
    try (var stranger = client(api, SECRET + "-not")) {
      var refused =
          assertThrows(CompletionException.class, () -> stranger.listBuckets().join()).getCause();
      var told = assertInstanceOf(S3Exception.class, refused);
      assertEquals("SignatureDoesNotMatch", told.awsErrorDetails().errorCode());
    }
    try (var s3 = client(api, SECRET)) {
      var absent =
          assertThrows(
              CompletionException.class,
              () ->
                  s3.getObject(
                          get -> get.bucket("shapes").key("none"),
                          AsyncResponseTransformer.toBytes())
                      .join());
      assertInstanceOf(NoSuchKeyException.class, absent.getCause());
    }
  }
}
