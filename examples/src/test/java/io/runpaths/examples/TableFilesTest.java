package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TableFilesTest {

  private static final Sheet SHEET =
      new Sheet(
          "a <sheet> & \"more\"",
          List.of("name", "value"),
          List.of(List.of("plain", 1.5), List.of("a \"b\", c < d & e\nf", 3)));

  @Test
  void writesCsvThatQuotesWhatItMust() {
    assertEquals(
        "name,value\r\nplain,1.5\r\n\"a \"\"b\"\", c < d & e\nf\",3\r\n",
        new String(CsvFile.of(SHEET), StandardCharsets.UTF_8));
  }

  @Test
  void writesAWorkbookWhoseNumbersAreNumbers() throws Exception {
    Map<String, Document> parts = parts(ExcelFile.of(List.of(SHEET, SHEET)));
    Element sheet = (Element) part(parts, "xl/workbook.xml").getElementsByTagName("sheet").item(0);
    assertEquals(SHEET.name(), sheet.getAttribute("name"));
    Document worksheet = part(parts, "xl/worksheets/sheet2.xml");
    Element header = cell(worksheet, "B1");
    assertEquals("value", header.getTextContent());
    assertEquals("1", header.getAttribute("s"), "the header is bold");
    assertEquals("1.5", cell(worksheet, "B2").getTextContent());
    assertEquals("", cell(worksheet, "B2").getAttribute("t"), "a number has no text type");
    assertEquals("a \"b\", c < d & e\nf", cell(worksheet, "A3").getTextContent());
    assertEquals("inlineStr", cell(worksheet, "A3").getAttribute("t"));
    Element pane = (Element) worksheet.getElementsByTagName("pane").item(0);
    assertEquals("frozen", pane.getAttribute("state"));
  }

  @Test
  void namesEveryPartOfTheWorkbook() throws Exception {
    Map<String, Document> parts = parts(ExcelFile.of(List.of(SHEET)));
    String types = part(parts, "[Content_Types].xml").getDocumentElement().getTagName();
    assertEquals("Types", types);
    List<String> named = new ArrayList<>();
    var overrides = part(parts, "[Content_Types].xml").getElementsByTagName("Override");
    for (int i = 0; i < overrides.getLength(); i++) {
      named.add(((Element) overrides.item(i)).getAttribute("PartName").substring(1));
    }
    for (String name : parts.keySet()) {
      assertTrue(named.contains(name) || name.endsWith(".rels") || name.startsWith("["), name);
    }
  }

  @Test
  void namesColumnsPastTheAlphabet() throws Exception {
    List<String> header = new ArrayList<>();
    for (int column = 0; column < 28; column++) {
      header.add("c" + column);
    }
    Map<String, Document> parts =
        parts(ExcelFile.of(List.of(new Sheet("wide", header, List.of()))));
    Document worksheet = part(parts, "xl/worksheets/sheet1.xml");
    assertEquals("c25", cell(worksheet, "Z1").getTextContent());
    assertEquals("c27", cell(worksheet, "AB1").getTextContent());
  }

  @Test
  void refusesRowsThatDoNotFitTheHeader() {
    List<List<Object>> rows = List.of(List.of("one"));
    assertThrows(IllegalArgumentException.class, () -> new Sheet("bad", List.of("a", "b"), rows));
  }

  @Test
  void writesYamlThatReadsBackTheSame() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("rate", 0.0003);
    content.put("sizes", List.of(8, 32));
    content.put("text", "yes: #1");
    String yaml = new String(YamlFile.of(content), StandardCharsets.UTF_8);
    assertEquals(content, new Load(LoadSettings.builder().build()).loadFromString(yaml));
    assertTrue(yaml.startsWith("rate: "), yaml);
  }

  static Map<String, Document> parts(byte[] workbook) throws Exception {
    Map<String, Document> parts = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(workbook))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Document document =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(zip.readAllBytes()));
        parts.put(entry.getName(), document);
      }
    }
    return parts;
  }

  static Document part(Map<String, Document> parts, String name) {
    Document part = parts.get(name);
    if (part == null) {
      throw new AssertionError("The workbook has no part " + name);
    }
    return part;
  }

  private static Element cell(Document worksheet, String reference) {
    var cells = worksheet.getElementsByTagName("c");
    for (int i = 0; i < cells.getLength(); i++) {
      Element cell = (Element) cells.item(i);
      if (cell.getAttribute("r").equals(reference)) {
        return cell;
      }
    }
    throw new AssertionError("No cell " + reference);
  }
}
