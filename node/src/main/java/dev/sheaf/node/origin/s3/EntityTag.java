package dev.sheaf.node.origin.s3;

import dev.sheaf.policies.vocabulary.Draw;
import org.jspecify.annotations.Nullable;

/** The 64 bits that a manifest keeps of an ETag. */
final class EntityTag {
  private EntityTag() {}

  /** Of the ETag without its quotes, which stores write or leave out; 0 when there is none. */
  static long of(@Nullable String etag) {
    if (etag == null || etag.isEmpty()) {
      return 0;
    }
    var bare = etag.replace("\"", "");
    var tag = Draw.draw(0, bare);
    return tag == 0 ? 1 : tag;
  }
}
