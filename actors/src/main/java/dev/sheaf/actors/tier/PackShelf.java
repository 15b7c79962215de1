package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import java.net.URI;
import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * The packed objects of one dataset version: which are there, which are on their way, and which are
 * not to be used.
 *
 * <p>Filled by one listing; what this node writes is added. Another node's writes are found by the
 * next process, or when a write of one's own finds them there.
 */
final class PackShelf {
  private static final Pattern KEY = Pattern.compile("(\\d{8})\\.pack");

  private final URI root;
  private final BitSet there = new BitSet();
  private final BitSet writing = new BitSet();
  private final BitSet distrusted = new BitSet();

  private PackShelf(URI root) {
    this.root = root;
  }

  /** The folder of a version below a pack prefix. */
  static URI root(URI prefix, Manifest manifest) {
    var text = prefix.toString();
    return URI.create(text + (text.endsWith("/") ? "" : "/") + manifest.version().hash() + "/");
  }

  static String key(int index) {
    return "%08d.pack".formatted(index);
  }

  /** Lists what is there. An object of the wrong size is left alone. */
  static PackShelf list(Origin origin, URI root, Manifest manifest) throws OriginException {
    var shelf = new PackShelf(root);
    try {
      origin.list(
          root,
          object -> {
            var key = KEY.matcher(object.key());
            var index = key.matches() ? Integer.parseInt(key.group(1)) : -1;
            if (index >= 0 && index < manifest.table().packages()) {
              var right = object.sizeBytes() == manifest.table().sizeBytes(index);
              (right ? shelf.there : shelf.distrusted).set(index);
            }
          });
    } catch (OriginException e) {
      if (e.reason() != OriginException.Reason.MISSING) {
        throw e;
      }
      // Nothing was written yet.
    }
    return shelf;
  }

  URI root() {
    return root;
  }

  synchronized boolean has(int index) {
    return there.get(index);
  }

  /** True when the caller is the one to write it. */
  synchronized boolean begin(int index) {
    if (there.get(index) || writing.get(index) || distrusted.get(index)) {
      return false;
    }
    writing.set(index);
    return true;
  }

  synchronized void end(int index, boolean written) {
    writing.clear(index);
    there.set(index, written);
  }

  /** It is not there any more, and may be written again. */
  synchronized void forget(int index) {
    there.clear(index);
  }

  /** It is not what it should be: neither read nor written again by this process. */
  synchronized void distrust(int index) {
    there.clear(index);
    distrusted.set(index);
  }
}
