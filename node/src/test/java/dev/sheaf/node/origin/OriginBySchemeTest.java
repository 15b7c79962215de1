package dev.sheaf.node.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OriginBySchemeTest {
  private final OriginMeter meter = new OriginMeter();
  private final FileOrigin files = new FileOrigin(List.of(), meter);
  private final OriginByScheme origin =
      new OriginByScheme(Map.of("file", files, "s3", files), meter);

  @Test
  void theSchemeSaysWhichOriginIsMeant(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.jpg"), "a");
    var seen = new ArrayList<OriginObject>();

    origin.list(folder.toUri(), seen::add);

    assertEquals(List.of("a.jpg"), seen.stream().map(OriginObject::key).toList());
    assertEquals(1, meter.lists());
    assertFalse(origin.tagsLast(folder.toUri()));
  }

  @Test
  void anySchemeElseIsRefusedWithThoseThereAre() {
    for (var uri : List.of("ftp://host/x", "x")) {
      var refusal =
          assertThrows(OriginException.class, () -> origin.list(URI.create(uri), object -> {}));
      assertEquals(
          uri + " is of no scheme that this server reads: write file://… or s3://…",
          refusal.getMessage());
    }
  }
}
