"""Which properties a 2.0 card may have where (vendor: card-json-v2-structure, card-json-v2-components)."""

from __future__ import annotations

LAYOUT = {"element_id", "margin"}
CONTAINER = {"direction", "padding", "horizontal_spacing", "vertical_spacing", "horizontal_align", "vertical_align"}
FIELD = {"name", "placeholder", "required", "disabled", "width", "behaviors", "confirm", "fallback"}
CHOICE = {"options", "type", *FIELD}
INPUT = {"input_type", "rows", "auto_resize", "max_rows", "show_icon"}
ALLOWED: dict[str, set[str]] = {
    "markdown": {"content", "text_size", "text_align", "icon"},
    "div": {"text", "icon"},
    "button": {"text", "type", "size", "width", "behaviors", "name", "confirm", "disabled", "form_action_type", "icon"},
    "form": {"name", "elements", *CONTAINER},
    "select_static": {"initial_index", "initial_option", *CHOICE},
    "multi_select_static": {"selected_values", *CHOICE},
    "input": {"label", "label_position", "default_value", "value", "max_length", *INPUT, *FIELD},
    "date_picker": {"initial_date", "value", *FIELD},
    "column_set": {"columns", "flex_mode", "background_style", *CONTAINER},
    "column": {"elements", "width", "weight", "background_style", *CONTAINER},
    "collapsible_panel": {"expanded", "header", "elements", "border", "background_color", *CONTAINER},
    "table": {"columns", "rows", "page_size", "row_height", "header_style", "freeze_first_column", "row_max_height"},
    "chart": {"chart_spec", "aspect_ratio", "height", "color_theme", "preview"},
    "hr": set(),
    "img": {"img_key", "alt", "title", "scale_type", "size"},
    "person": {"user_id", "size", "show_avatar", "show_name"},
}
REQUIRED: dict[str, set[str]] = {
    "markdown": {"content"},
    "div": {"text"},
    "button": {"text"},
    "form": {"name", "elements"},
    "select_static": {"options"},
    "multi_select_static": {"name", "options"},
    "input": {"name"},
    "table": {"columns", "rows"},
    "chart": {"chart_spec"},
    "column_set": {"columns"},
    "collapsible_panel": {"header", "elements"},
}
TOP = {
    "": {"schema", "config", "card_link", "header", "body"},
    "config": {"update_multi", "enable_forward", "width_mode", "summary", "streaming_mode", "style"},
    "card_link": {"url", "pc_url", "ios_url", "android_url"},
    "header": {"title", "subtitle", "template", "icon", "text_tag_list", "padding"},
    "body": {"elements", *CONTAINER},
}
TEMPLATES = {
    "blue",
    "wathet",
    "turquoise",
    "green",
    "yellow",
    "orange",
    "red",
    "carmine",
    "violet",
    "purple",
    "indigo",
    "grey",
}
TEMPLATES.add("default")
PANEL = {"title", "background_color", "vertical_align", "padding", "position", "width", "icon", "icon_position"}
PANEL.add("icon_expanded_angle")
ASKS = frozenset({"input", "select_static", "multi_select_static", "date_picker", "button"})
"""What must have a name in a form, by which its value comes back."""
BEHAVIORS = {"callback": {"type", "value"}, "open_url": {"type", "default_url", "pc_url", "ios_url", "android_url"}}
BUTTON_TYPES = {
    "default",
    "primary",
    "danger",
    "text",
    "primary_text",
    "danger_text",
    "primary_filled",
    "danger_filled",
    "laser",
}
