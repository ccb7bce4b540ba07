import "@tabler/core/dist/css/tabler.min.css";
import "./styles.css";
import "./styles/frame.css";
import "./styles/parts.css";
import "./styles/map.css";
import "./styles/print.css";
import "./dialogs"; // first: its "are you sure" must hear a submission before the others do
import "./bootstrap";
import "./frame";
import "./countdown";
import "./drafts";
import "./keys";
import "./lists";
import "./reader";
import "./upload";
import "./views";
