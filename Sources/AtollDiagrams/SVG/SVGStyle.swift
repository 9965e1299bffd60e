/// The style sheet of this module's pictures.
///
/// Every selector begins with `.atoll-diagram`: a picture may stand within a page, where its style sheet would
/// reach the page's own elements. Colours are spelt out twice, for light and for dark: not every renderer knows CSS variables.
/// No sign differs from another by colour alone.
enum SVGStyle {
  static let sheet = """
    <style>
    .atoll-diagram text{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:#1f2328;stroke:#fff;\
    stroke-width:4px;stroke-linejoin:round;paint-order:stroke;unicode-bidi:isolate}
    .atoll-diagram .name{font-size:14px;font-weight:700}
    .atoll-diagram .dim{font-size:10px;fill:#59636e}
    .atoll-diagram .note{font-style:italic}
    .atoll-diagram .strong{font-weight:700}
    .atoll-diagram .page{fill:#fff}
    .atoll-diagram .ink{fill:#1f2328}
    .atoll-diagram .hollow{fill:#fff;stroke:#1f2328;stroke-width:1.5}
    .atoll-diagram .stroke{fill:none;stroke:#1f2328;stroke-width:1.5;stroke-linecap:round}
    .atoll-diagram .cross{fill:none;stroke:#b3261e;stroke-width:2.5;stroke-linecap:round}
    .atoll-diagram .life{stroke:#59636e;stroke-width:1.5}
    .atoll-diagram .down{stroke:#59636e;stroke-width:1;stroke-dasharray:2 6}
    .atoll-diagram .paused{stroke:#59636e;stroke-width:1.5;stroke-dasharray:6 5}
    .atoll-diagram .message{stroke:#0b57d0;stroke-width:1.5;fill:none}
    .atoll-diagram .head{fill:#0b57d0}
    .atoll-diagram .lost{stroke:#b3261e;stroke-width:1.5}
    .atoll-diagram .open{stroke:#0b57d0;stroke-width:1.5;stroke-dasharray:5 4;fill:none}
    .atoll-diagram .bar{fill:#d7e8d4;stroke:#2e6b33;stroke-width:1.5;stroke-linejoin:round}
    .atoll-diagram .split{fill:#faf4e4}
    .atoll-diagram .edge{stroke:#7a5200;stroke-width:2;stroke-dasharray:9 4}
    .atoll-diagram .change{stroke:#7a5200;stroke-width:1;stroke-dasharray:2 3}
    .atoll-diagram .tick{stroke:#e6eaef;stroke-width:1}
    .atoll-diagram .plate{fill:#fff;stroke:#7a5200;stroke-width:1}
    .atoll-diagram .curve{fill:none;stroke:#59636e;stroke-width:1.5;stroke-linejoin:round}
    .atoll-diagram .dashes{stroke-dasharray:7 4}
    .atoll-diagram .dots{stroke-dasharray:2 4}
    @media (prefers-color-scheme:dark){
    .atoll-diagram text{fill:#e6edf3;stroke:#0d1117}
    .atoll-diagram .dim{fill:#9198a1}
    .atoll-diagram .page{fill:#0d1117}
    .atoll-diagram .ink{fill:#e6edf3}
    .atoll-diagram .hollow{fill:#0d1117;stroke:#e6edf3}
    .atoll-diagram .stroke{stroke:#e6edf3}
    .atoll-diagram .cross,.atoll-diagram .lost{stroke:#ff8b82}
    .atoll-diagram .life,.atoll-diagram .down,.atoll-diagram .paused,.atoll-diagram .curve{stroke:#9198a1}
    .atoll-diagram .message,.atoll-diagram .open{stroke:#79b8ff}
    .atoll-diagram .head{fill:#79b8ff}
    .atoll-diagram .bar{fill:#1c3a22;stroke:#7ccf86}
    .atoll-diagram .split{fill:#2b2413}
    .atoll-diagram .edge,.atoll-diagram .change{stroke:#e3b341}
    .atoll-diagram .tick{stroke:#21272e}
    .atoll-diagram .plate{fill:#0d1117;stroke:#e3b341}
    }
    </style>
    """
}
