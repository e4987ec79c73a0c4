package io.runpaths.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Sheets as an Excel workbook: the smallest file that ECMA-376 (Office Open XML, part 1,
 * SpreadsheetML) allows. Numbers are numbers; the header row is bold and stays in sight.
 */
final class ExcelFile {

  /** The first that a ZIP file can say; the same content is the same bytes, whenever written. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  private static final String MAIN =
      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
  private static final String OFFICE =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

  /** The styles that {@link #styles} defines, by their place in it. */
  private static final int PLAIN = 0;

  private static final int BOLD = 1;

  private final List<Sheet> sheets;

  private ExcelFile(List<Sheet> sheets) {
    this.sheets = sheets;
  }

  /** The bytes of an {@code .xlsx} file with at least one sheet. */
  static byte[] of(List<Sheet> sheets) throws IOException {
    if (sheets.isEmpty()) {
      throw new IllegalArgumentException("A workbook needs at least one sheet");
    }
    ExcelFile file = new ExcelFile(sheets);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      part(zip, "[Content_Types].xml", file.contentTypes());
      part(zip, "_rels/.rels", file.packageRelationships());
      part(zip, "xl/workbook.xml", file.workbook());
      part(zip, "xl/_rels/workbook.xml.rels", file.workbookRelationships());
      part(zip, "xl/styles.xml", styles());
      for (int i = 0; i < sheets.size(); i++) {
        part(zip, "xl/worksheets/sheet" + (i + 1) + ".xml", worksheet(sheets.get(i)));
      }
    }
    return bytes.toByteArray();
  }

  private static void part(ZipOutputStream zip, String name, String xml) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write((HEAD + xml).getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private String contentTypes() {
    StringBuilder xml = new StringBuilder("<Types xmlns=\"" + PACKAGE + "/content-types\">");
    xml.append("<Default Extension=\"rels\" ContentType=\"")
        .append("application/vnd.openxmlformats-package.relationships+xml\"/>");
    xml.append(override("/xl/workbook.xml", "sheet.main+xml"));
    xml.append(override("/xl/styles.xml", "styles+xml"));
    for (int i = 1; i <= sheets.size(); i++) {
      xml.append(override("/xl/worksheets/sheet" + i + ".xml", "worksheet+xml"));
    }
    return xml.append("</Types>").toString();
  }

  private static String override(String part, String type) {
    return "<Override PartName=\"" + part + "\" ContentType=\"" + TYPE + type + "\"/>";
  }

  private String packageRelationships() {
    return relationships(relationship(1, "officeDocument", "xl/workbook.xml"));
  }

  private String workbookRelationships() {
    StringBuilder inner = new StringBuilder();
    for (int i = 1; i <= sheets.size(); i++) {
      inner.append(relationship(i, "worksheet", "worksheets/sheet" + i + ".xml"));
    }
    inner.append(relationship(sheets.size() + 1, "styles", "styles.xml"));
    return relationships(inner.toString());
  }

  private static String relationships(String inner) {
    return "<Relationships xmlns=\"" + PACKAGE + "/relationships\">" + inner + "</Relationships>";
  }

  private static String relationship(int id, String type, String target) {
    return "<Relationship Id=\"rId%d\" Type=\"%s/%s\" Target=\"%s\"/>"
        .formatted(id, OFFICE, type, target);
  }

  private String workbook() {
    StringBuilder xml =
        new StringBuilder("<workbook " + MAIN + " xmlns:r=\"" + OFFICE + "\"><sheets>");
    for (int i = 0; i < sheets.size(); i++) {
      xml.append(
          "<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"/>"
              .formatted(escape(sheets.get(i).name()), i + 1, i + 1));
    }
    return xml.append("</sheets></workbook>").toString();
  }

  private static String styles() {
    return "<styleSheet "
        + MAIN
        + "><fonts count=\"2\">"
        + "<font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
        + "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
        + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
        + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
        + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
        + "</cellStyleXfs><cellXfs count=\"2\">"
        + "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
        + "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
        + "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
        + "</cellStyles></styleSheet>";
  }

  private static String worksheet(Sheet sheet) {
    StringBuilder xml = new StringBuilder("<worksheet " + MAIN + "><sheetViews>");
    xml.append("<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\"")
        .append(" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>");
    xml.append("<cols><col min=\"1\" max=\"").append(sheet.header().size());
    xml.append("\" width=\"22\" customWidth=\"1\"/></cols><sheetData>");
    row(xml, 1, sheet.header(), BOLD);
    for (int i = 0; i < sheet.rows().size(); i++) {
      row(xml, i + 2, sheet.rows().get(i), PLAIN);
    }
    return xml.append("</sheetData></worksheet>").toString();
  }

  private static void row(StringBuilder xml, int number, List<?> cells, int style) {
    xml.append("<row r=\"").append(number).append("\">");
    for (int column = 0; column < cells.size(); column++) {
      Object cell = cells.get(column);
      xml.append("<c r=\"").append(columnName(column)).append(number);
      xml.append("\" s=\"").append(style);
      if (cell instanceof Number) {
        xml.append("\"><v>").append(cell).append("</v></c>");
      } else {
        xml.append("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        xml.append(escape(cell.toString())).append("</t></is></c>");
      }
    }
    xml.append("</row>");
  }

  /** A to Z, then AA and on. */
  private static String columnName(int column) {
    return (column >= 26 ? columnName(column / 26 - 1) : "") + (char) ('A' + column % 26);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
