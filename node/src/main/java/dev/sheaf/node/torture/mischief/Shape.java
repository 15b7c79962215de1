package dev.sheaf.node.torture.mischief;

/**
 * A request that a node understands.
 *
 * @param type of its body; empty when it has none
 */
public record Shape(Door door, String method, String path, String type, String body) {
  /** The port of a node that takes it. */
  public enum Door {
    /** Where clients ask. */
    API,
    /** Where sample bytes are asked for, by nodes and clients. */
    DATA
  }

  static Shape get(String path) {
    return new Shape(Door.API, "GET", path, "", "");
  }

  static Shape json(String method, String path, String body) {
    return new Shape(Door.API, method, path, "application/json", body);
  }

  /** The same at the data port. */
  Shape atDataPort() {
    return new Shape(Door.DATA, method, path, type, body);
  }

  /** True when it has a body that can be wrong. */
  public boolean hasBody() {
    return !body.isEmpty();
  }
}
