package dev.sheaf.node.origin.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.origin.OriginException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class S3PlaceTest {
  private static S3Place place(String uri) throws OriginException {
    return S3Place.of(URI.create(uri));
  }

  @Test
  void aPrefixIsWrittenWithOrWithoutASlash() throws OriginException {
    assertEquals(new S3Place("bucket", "a/b", false), place("s3://bucket/a/b"));
    assertEquals(new S3Place("bucket", "a/b", true), place("s3://bucket/a/b/"));
    assertEquals("a/b/x.jpg", place("s3://bucket/a/b/").key("x.jpg"));
    assertEquals("a/b", place("s3://bucket/a/b").key(""));
  }

  @Test
  void aBucketAloneIsAllOfIt() throws OriginException {
    assertEquals(new S3Place("my_old.bucket", "", true), place("s3://my_old.bucket"));
    assertEquals("x.jpg", place("s3://bucket/").key("x.jpg"));
  }

  @Test
  void whatFollowsTheBucketIsDecoded() throws OriginException {
    assertEquals("a b+c%/ä", place("s3://bucket/a%20b+c%25/ä").prefix());
    assertEquals("/slash/first", place("s3://bucket//slash/first").prefix());
  }

  @Test
  void whatNamesNoBucketIsRefused() {
    for (var uri :
        List.of(
            "s3:///x",
            "s3:x",
            "s3://user@bucket/x",
            "s3://bucket:9000/x",
            "http://bucket/x",
            "s3://bucket/x?y",
            "s3://bucket/x#y")) {
      var refusal = Origins.refused(() -> place(uri));
      assertEquals(OriginException.Reason.MISSING, refusal.reason());
      assertEquals(0, refusal.getMessage().indexOf(uri), refusal.getMessage());
    }
  }
}
