package dev.sheaf.http.dataport;

import dev.sheaf.actors.copies.FileSet;
import dev.sheaf.actors.copies.FileSets;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Names;
import java.io.IOException;
import java.util.List;

/** The routes by which nodes keep each other's files. */
public final class FileSetRoutes {
  private static final String SET = "/v1/file-sets/{group}/{name}";

  private final FileSets sets;

  /** Routes to this node's sets. */
  public FileSetRoutes(FileSets sets) {
    this.sets = sets;
  }

  /** The table. */
  public List<DataRoute> table() {
    return List.of(
        new DataRoute("GET", SET, this::latest),
        new DataRoute("PUT", SET + "/{document}", this::keep));
  }

  private static FileSet.Name name(PortRequest request) {
    return new FileSet.Name(
        Names.checked("group", request.path("group")), Names.checked("name", request.path("name")));
  }

  private PortReply latest(PortRequest request) {
    var name = name(request);
    var document =
        sets.latest(name)
            .orElseThrow(() -> unknown("this node keeps no files of " + name).exception());
    return PortReply.json(200, Json.object().put("document", document));
  }

  /** This node fetches the set from one that has it, and keeps it. */
  private PortReply keep(PortRequest request) {
    var name = name(request);
    var document = DataPortRoutes.hash(request, "document");
    return new PortReply.Later(() -> {
      try {
        sets.keepFor(name, document);
      } catch (IOException absent) {
        throw unknown("no node that is up has all files of %s: %s".formatted(name, absent))
            .exception();
      }
      return PortReply.json(200, Json.object().put("document", document));
    });
  }

  private static Problem unknown(String detail) {
    return Problem.of(ProblemCode.UNKNOWN_SEGMENT, detail);
  }
}
