package dev.sheaf.wire.chunk;

import dev.sheaf.wire.WireFormatException;
import java.util.Map;

/** Fields of flat JSON, each asked for by name and rule. */
record Fields(Map<String, Object> map) {
  String text(String name) throws WireFormatException {
    if (map.get(name) instanceof String text) {
      return text;
    }
    throw new WireFormatException(name + " must be a text but was " + map.get(name));
  }

  long number(String name, long least, long most) throws WireFormatException {
    if (map.get(name) instanceof Long number) {
      return WireFormatException.inRange(name, number, least, most);
    }
    throw new WireFormatException(name + " must be a whole number but was " + map.get(name));
  }
}
