package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.s3.AccessKeys;
import dev.sheaf.http.s3.GatewayAccess;
import dev.sheaf.wire.signature.CanonicalRequest;
import dev.sheaf.wire.signature.CanonicalRequest.PathRule;
import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of the S3 gateway read the datasets of their tenants, and know of no others. */
final class S3TenantsTest {
  private static final String SECRET = "0123456789abcdef";
  private static final DateTimeFormatter SENT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void aKeySeesTheBucketsOfItsTenant() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("keys"),
            "seer:%s vision\nstranger:%s other\nall:%s *\n".formatted(SECRET, SECRET, SECRET));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var access = GatewayAccess.signed(AccessKeys.read(file));
    try (var servers = Servers.open(new FakeNode(1000), folder, access).withCats()) {
      servers.api.post("/v1/jobs", Servers.job("j")).status(201);
      assertTrue(text(get(servers, "all", "/s3")).contains("<Name>cats</Name>"));
      get(servers, "all", "/s3/cats").status(200);
      for (var key : List.of("seer", "stranger")) {
        assertFalse(text(get(servers, key, "/s3")).contains("cats"));
        var absent = text(get(servers, key, "/s3/none").status(404));
        var foreign = text(get(servers, key, "/s3/cats").status(404));
        assertEquals(plain(absent, "none"), plain(foreign, "cats"));
        get(servers, key, "/s3/cats/a.jpg").status(404);
      }
    }
  }

  private static String plain(String error, String bucket) {
    return error.replace(bucket, "").replaceFirst("<RequestId>.*</RequestId>", "");
  }

  private static String text(Client.Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  private static Client.Reply get(Servers servers, String key, String path) {
    var sent = SENT.format(Instant.now());
    var scope = sent.substring(0, 8) + "/any/s3/aws4_request";
    var names = List.of("host", "x-amz-content-sha256", "x-amz-date");
    var headers = new TreeMap<String, List<String>>();
    headers.put("host", List.of(servers.http.apiAddress().toString()));
    headers.put("x-amz-content-sha256", List.of(Signature.OF_NOTHING));
    headers.put("x-amz-date", List.of(sent));
    var request = new SignedRequest("GET", path, "", headers, Signature.OF_NOTHING);
    var signature =
        Signature.of(SECRET, sent, scope, CanonicalRequest.of(request, names, PathRule.ONCE));
    return servers.api.get(
        path,
        "x-amz-content-sha256",
        Signature.OF_NOTHING,
        "x-amz-date",
        sent,
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(key, scope, String.join(";", names), signature));
  }
}
